// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { dump, load } from 'js-yaml';

interface Cluster {
  server?: string;
  'certificate-authority-data'?: string;
  'insecure-skip-tls-verify'?: boolean;
}
interface User { [field: string]: unknown }
interface Named { name?: string }

/** What is read of a kubeconfig. */
interface Kubeconfig {
  'current-context'?: string;
  contexts?: (Named & { context?: { cluster?: string; user?: string } })[];
  clusters?: (Named & { cluster?: Cluster })[];
  users?: (Named & { user?: User })[];
}

export type KubeconfigFault = '' | 'missing' | 'yaml' | 'context' | 'server' | 'untrusted' | 'files' | 'program';

export interface KubeconfigLook {
  /** Where it leads; empty where that cannot be told. */
  server: string;
  fault: KubeconfigFault;
}

const FILES = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];
const PROGRAMS = ['exec', 'auth-provider'];

function parsed(text: string): Kubeconfig | undefined {
  try {
    const value = load(text);

    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Not its message either: that would quote the text, and with it a key.
    return undefined;
  }
}

const by = <T extends Named>(all: T[] | undefined, name: string | undefined): T | undefined =>
  Array.isArray(all) ? all.find((one) => one.name === name) : undefined;

function inForce(config: Kubeconfig): { cluster?: Cluster; user?: User } {
  const context = by(config.contexts, config['current-context'])?.context;

  return { cluster: by(config.clusters, context?.cluster)?.cluster, user: by(config.users, context?.user)?.user };
}

/**
 * Where a kubeconfig leads, and what would keep the hub from using it; whatever else is wrong, the hub says.
 *
 * @param authority a certificate that is given beside it
 */
export function look(text: string, authority = ''): KubeconfigLook {
  const config = parsed(text);
  const { cluster, user } = config ? inForce(config) : {};
  const names = (fields: string[]): boolean => [cluster, user].some((part) => fields.some((field) => part &&
    field in part));
  const trusted = Boolean(authority.trim() || cluster?.['certificate-authority-data']) ||
    !cluster?.['insecure-skip-tls-verify'];
  const found: [KubeconfigFault, boolean][] = [
    ['missing', !text.trim()],
    ['yaml', !config],
    ['context', !cluster || !user],
    ['server', !/^https:\/\/\S+$/.test(cluster?.server ?? '')],
    ['files', names(FILES)],
    ['program', names(PROGRAMS)],
    ['untrusted', !trusted],
  ];

  return { server: cluster?.server ?? '', fault: found.find(([, wrong]) => wrong)?.[0] ?? '' };
}

/** The same kubeconfig, trusting who signed with this certificate (PEM). */
export function withAuthority(text: string, authority: string): string {
  const config = parsed(text);
  const cluster = config && inForce(config).cluster;

  if (!cluster || !authority.trim()) {
    return text;
  }
  delete cluster['insecure-skip-tls-verify'];
  cluster['certificate-authority-data'] = base64(`${ authority.trim() }\n`);

  return dump(config, { noRefs: true, lineWidth: -1 });
}

/** Of a text that may hold more than ASCII. */
export function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
