// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { FleetVirtualMachine } from '../types/inventory';
import type { Tone } from './tone';
import { bytes } from './amounts';

/** A virtual machine as the table shows it. */
export interface MachineView {
  key: string;
  name: string;
  namespace: string;
  site: string;
  siteName: string;
  region: string;
  status: string;
  tone: Tone;
  cpu: string;
  memory: string;
  disk: string;
  ips: string;
  macs: string;
  node: string;
  os: string;
  image: string;
  networks: string;
  runStrategy: string;
  message: string;
  created: string;
  /** Shown as it was then, because its site is out of touch. */
  stale: boolean;
  /** Shown in its place, though what is looked for does not find it any more. */
  gone: boolean;
  lastSeen: string;
  labels: Record<string, string>;
}

/** KubeVirt's words for the state of a machine, as Harvester shows them. */
const TONES: Record<string, Tone> = {
  Running: 'good',
  Starting: 'busy',
  Provisioning: 'busy',
  Stopping: 'busy',
  Terminating: 'busy',
  Migrating: 'busy',
  WaitingForVolumeBinding: 'busy',
  WaitingForReceiver: 'busy',
  Paused: 'warn',
  Unknown: 'warn',
  Stopped: 'idle',
  Off: 'idle',
};

/** Words that are not known here are errors: KubeVirt's other words all begin with Err or Crash or are failures. */
export const toneOf = (status: string): Tone => TONES[status] ?? 'bad';

const REGION = 'site.granary.io/region';

/** Without link-local addresses, which each interface has and nobody reaches it by, unless there are no others. */
export function addresses(ips: string[]): string {
  const reached = ips.filter((ip) => !/^fe80:/i.test(ip));

  return (reached.length ? reached : ips).join(', ');
}

/** Told apart by site and uid: a name may come again. */
export const machineKey = ({ metadata = {}, spec = {} }: FleetVirtualMachine): string =>
  `${ spec.site ?? '' }/${ metadata.uid || metadata.name || '' }`;

export function machineView(machine: FleetVirtualMachine): MachineView {
  const { metadata = {}, spec = {}, status = {} } = machine;
  const word = status.printableStatus || 'Unknown';
  const site = spec.site ?? '';
  const labels = metadata.labels ?? {};

  return {
    key: machineKey(machine),
    name: spec.name ?? '',
    namespace: spec.namespace ?? '',
    site,
    siteName: spec.siteName || site,
    region: labels[REGION] ?? '',
    status: word,
    tone: status.stale ? 'warn' : toneOf(word),
    cpu: spec.cpu ?? '',
    memory: spec.memoryBytes ? bytes(spec.memoryBytes) : '',
    disk: spec.diskBytes ? bytes(spec.diskBytes) : '',
    ips: addresses(status.ips ?? []),
    macs: (status.macs ?? []).join(', '),
    node: status.node ?? '',
    os: status.os ?? '',
    image: spec.image ?? '',
    networks: (spec.networks ?? []).join(', '),
    runStrategy: spec.runStrategy ?? '',
    message: status.message ?? '',
    created: metadata.creationTimestamp ?? '',
    stale: status.stale ?? false,
    gone: false,
    lastSeen: status.lastSeen ?? '',
    labels,
  };
}

/** The page of the machine in Harvester's own interface, below the root of the dashboard. */
export function harvesterPath(machine: Pick<MachineView, 'site' | 'namespace' | 'name'>): string {
  const [site, namespace, name] = [machine.site, machine.namespace, machine.name].map(encodeURIComponent);

  return `/harvester/c/${ site }/kubevirt.io.virtualmachine/${ namespace }/${ name }`;
}
