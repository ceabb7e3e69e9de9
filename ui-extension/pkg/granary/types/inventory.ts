// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// Written by `npm run types`. Do not edit.

/** Standard object metadata. */
export interface FleetVirtualMachineMetadata {
  /** the machine's namespace and its name at the site, joined by dots. */
  name?: string;
  /** The Rancher cluster id of the site. */
  namespace?: string;
  /** The machine's uid at its site. */
  uid?: string;
  /** The step of the inventory at which the machine last changed. */
  resourceVersion?: string;
  /** When the machine was created. */
  creationTimestamp?: string;
  /** The machine's labels, and those of its site with the prefix site.granary.io/; both can be selected. */
  labels?: Record<string, string>;
}

/** What the virtual machine is meant to be. */
export interface FleetVirtualMachineSpec {
  /** The Rancher cluster id of the site. A field selector may name it. */
  site?: string;
  /** The name people know the site by. A field selector may name it. */
  siteName?: string;
  /** The machine's namespace at the site. A field selector may name it. */
  namespace?: string;
  /** The machine's name at the site. A field selector may name it. */
  name?: string;
  /** When the site runs it. A field selector may name it. */
  runStrategy?: string;
  /** Guest CPUs, as a quantity. */
  cpu?: string;
  /** Guest CPUs in thousandths. A field selector may name it. */
  cpuMillis?: number;
  /** Guest memory, as a quantity. */
  memory?: string;
  /** Guest memory in bytes. A field selector may name it. */
  memoryBytes?: number;
  /** The sum of its volumes' requested sizes, as a quantity. */
  disk?: string;
  /** The same in bytes. A field selector may name it. */
  diskBytes?: number;
  /** Namespace and name of its first disk's image. A field selector may name it. */
  image?: string;
  /** The networks it is attached to. Selected by the field spec.network. */
  networks?: string[];
}

/** What the site says it is. */
export interface FleetVirtualMachineStatus {
  /** KubeVirt's word for its state. A field selector may name it. */
  printableStatus?: string;
  /** The phase of its instance, if it has one. A field selector may name it. */
  phase?: string;
  /** The node it runs on. A field selector may name it. */
  node?: string;
  /** Its addresses, in the order of its interfaces. */
  ips?: string[];
  /** Its hardware addresses. */
  macs?: string[];
  /** What the guest agent says it runs, else what its label says. */
  os?: string;
  /** What the site says is wrong. */
  message?: string;
  /** When its instance was started. */
  startedAt?: string;
  /** Whether the guest agent answers. */
  agentConnected?: boolean;
  /** Whether it can move to another node while it runs. */
  liveMigratable?: boolean;
  /** Whether it is moving now. */
  migrating?: boolean;
  /** live, pending, stale or restored. A field selector may name it. */
  freshness?: string;
  /** Whether all of this is as of lastSeen, because the site is out of touch. */
  stale?: boolean;
  /** When the site was last in touch, if it is not now. */
  lastSeen?: string;
}

/** FleetVirtualMachine is a virtual machine at one site of the fleet, as the site last told. It is read-only: change the machine at its site. */
export interface FleetVirtualMachine {
  /** The version of this representation: inventory.granary.io/v1alpha1. */
  apiVersion?: string;
  /** The kind of this representation: FleetVirtualMachine. */
  kind?: string;
  /** Standard object metadata. */
  metadata?: FleetVirtualMachineMetadata;
  /** What the virtual machine is meant to be. */
  spec?: FleetVirtualMachineSpec;
  /** What the site says it is. */
  status?: FleetVirtualMachineStatus;
}

/** A list of FleetVirtualMachine. */
export interface FleetVirtualMachineList {
  /** The version of this representation. */
  apiVersion?: string;
  /** The kind of this representation. */
  kind?: string;
  /** resourceVersion, continue and remainingItemCount. */
  metadata?: Record<string, unknown>;
  /** The objects of this page. */
  items?: FleetVirtualMachine[];
}

/** Standard object metadata. */
export interface MyVirtualMachineMetadata {
  /** the site's id, the machine's namespace and its name at the site, joined by dots. */
  name?: string;
  /** The Rancher cluster id of the site. */
  namespace?: string;
  /** The machine's uid at its site. */
  uid?: string;
  /** The step of the inventory at which the machine last changed. */
  resourceVersion?: string;
  /** When the machine was created. */
  creationTimestamp?: string;
  /** The machine's labels, and those of its site with the prefix site.granary.io/; both can be selected. */
  labels?: Record<string, string>;
}

/** What the virtual machine is meant to be. */
export interface MyVirtualMachineSpec {
  /** The Rancher cluster id of the site. A field selector may name it. */
  site?: string;
  /** The name people know the site by. A field selector may name it. */
  siteName?: string;
  /** The machine's namespace at the site. A field selector may name it. */
  namespace?: string;
  /** The machine's name at the site. A field selector may name it. */
  name?: string;
  /** When the site runs it. A field selector may name it. */
  runStrategy?: string;
  /** Guest CPUs, as a quantity. */
  cpu?: string;
  /** Guest CPUs in thousandths. A field selector may name it. */
  cpuMillis?: number;
  /** Guest memory, as a quantity. */
  memory?: string;
  /** Guest memory in bytes. A field selector may name it. */
  memoryBytes?: number;
  /** The sum of its volumes' requested sizes, as a quantity. */
  disk?: string;
  /** The same in bytes. A field selector may name it. */
  diskBytes?: number;
  /** Namespace and name of its first disk's image. A field selector may name it. */
  image?: string;
  /** The networks it is attached to. Selected by the field spec.network. */
  networks?: string[];
}

/** What the site says it is. */
export interface MyVirtualMachineStatus {
  /** KubeVirt's word for its state. A field selector may name it. */
  printableStatus?: string;
  /** The phase of its instance, if it has one. A field selector may name it. */
  phase?: string;
  /** The node it runs on. A field selector may name it. */
  node?: string;
  /** Its addresses, in the order of its interfaces. */
  ips?: string[];
  /** Its hardware addresses. */
  macs?: string[];
  /** What the guest agent says it runs, else what its label says. */
  os?: string;
  /** What the site says is wrong. */
  message?: string;
  /** When its instance was started. */
  startedAt?: string;
  /** Whether the guest agent answers. */
  agentConnected?: boolean;
  /** Whether it can move to another node while it runs. */
  liveMigratable?: boolean;
  /** Whether it is moving now. */
  migrating?: boolean;
  /** live, pending, stale or restored. A field selector may name it. */
  freshness?: string;
  /** Whether all of this is as of lastSeen, because the site is out of touch. */
  stale?: boolean;
  /** When the site was last in touch, if it is not now. */
  lastSeen?: string;
}

/** MyVirtualMachine is a virtual machine at one site of the fleet, as the site last told. It is read-only: change the machine at its site. */
export interface MyVirtualMachine {
  /** The version of this representation: inventory.granary.io/v1alpha1. */
  apiVersion?: string;
  /** The kind of this representation: MyVirtualMachine. */
  kind?: string;
  /** Standard object metadata. */
  metadata?: MyVirtualMachineMetadata;
  /** What the virtual machine is meant to be. */
  spec?: MyVirtualMachineSpec;
  /** What the site says it is. */
  status?: MyVirtualMachineStatus;
}

/** A list of MyVirtualMachine. */
export interface MyVirtualMachineList {
  /** The version of this representation. */
  apiVersion?: string;
  /** The kind of this representation. */
  kind?: string;
  /** resourceVersion, continue and remainingItemCount. */
  metadata?: Record<string, unknown>;
  /** The objects of this page. */
  items?: MyVirtualMachine[];
}

/** What is asked. */
export interface VirtualMachineQuerySpec {
  /** Words that must all occur in a machine's names, addresses, labels and so on. */
  text?: string;
  /** As in a list. */
  labelSelector?: string;
  /** As in a list. */
  fieldSelector?: string;
  /** Only machines of these Rancher cluster ids; all that you may see when empty. */
  sites?: string[];
  /** Field paths, at most four, the first counts most; a leading - turns the order round. */
  sort?: string[];
  /** Field paths, label:KEY, siteLabel:KEY or labelKeys, at most 32, whose values are counted. */
  facets?: string[];
  /** Values counted for each facet, 1 to 1000; 10 when absent. */
  facetLimit?: number;
  /** Rows in the answer, 0 to 500; 50 when absent. Exports have no limit. */
  limit?: number;
  /** status.continue of the page before. */
  continue?: string;
  /** JSON, CSV or NDJSON; the last two give all rows. An Accept header may say it. */
  format?: string;
}

export interface VirtualMachineQueryStatusFacetValue {
  /** One value. */
  value?: string;
  /** Machines that have it. */
  count?: number;
}

export interface VirtualMachineQueryStatusFacet {
  /** As asked. */
  field?: string;
  /** How many values there are. */
  distinct?: number;
  /** The most frequent values, at most facetLimit. */
  values?: VirtualMachineQueryStatusFacetValue[];
}

/** The answer. */
export interface VirtualMachineQueryStatus {
  /** The step of the inventory that is shown. */
  resourceVersion?: string;
  /** Machines found, on this page or not. */
  total?: number;
  /** Machines after this page. */
  remaining?: number;
  /** Where the next page begins; absent after the last. */
  continue?: string;
  /** The machines of this page. */
  items?: FleetVirtualMachine[];
  /** Counts by value over all that is found, in the order asked. */
  facets?: VirtualMachineQueryStatusFacet[];
}

/** VirtualMachineQuery asks what a list cannot say: words, counts by value, sorting by several columns, pages with a total. It is answered at once and not stored. */
export interface VirtualMachineQuery {
  /** The version of this representation: inventory.granary.io/v1alpha1. */
  apiVersion?: string;
  /** The kind of this representation: VirtualMachineQuery. */
  kind?: string;
  /** Not used. */
  metadata?: Record<string, unknown>;
  /** What is asked. */
  spec?: VirtualMachineQuerySpec;
  /** The answer. */
  status?: VirtualMachineQueryStatus;
}

/** Standard object metadata. */
export interface SitePlanMetadata {
  /** The name of the rollout, a dot, and the name of the site. */
  name?: string;
  /** The Fleet workspace's namespace. */
  namespace?: string;
  /** When it was planned, in seconds since 1970. */
  resourceVersion?: string;
  /** The labels of the site; they can be selected. */
  labels?: Record<string, string>;
}

/** What the plan is about. Field selectors may name these. */
export interface SitePlanSpec {
  /** The rollout. */
  rollout?: string;
  /** The site. */
  site?: string;
  /** The wave that the site is in; absent if it takes no part. */
  wave?: string;
  /** The revision of the rollout. */
  revision?: number;
  /** Its hash. */
  revisionHash?: string;
}

export interface SitePlanStatusPreflightFinding {
  /** Blocks, Warns or Tells. */
  weight?: string;
  /** What is so. */
  finding?: string;
  /** How to mend it. */
  mend?: string;
}

/** What a look before the start found, whatever else holds the site. */
export interface SitePlanStatusPreflight {
  /** Fine, Warned, Held, Refused, NotApplicable; Unknown where the site was not looked at. A field selector may name it. */
  verdict?: string;
  /** All that was found, the worst first. */
  findings?: SitePlanStatusPreflightFinding[];
}

export interface SitePlanStatusHistory {
  /** When it ended. */
  at?: string;
  /** Of which rollout. */
  rollout?: string;
  /** Of which revision. */
  revision?: number;
  /** Which try. */
  attempt?: number;
  /** Succeeded, AlreadyCurrent, Failed, TimedOut, Lost or Skipped. */
  outcome?: string;
  /** In which wave. */
  wave?: string;
  /** When it was seen to start. */
  startedAt?: string;
  /** Why. */
  message?: string;
}

/** What the planner says. */
export interface SitePlanStatus {
  /** The phase of the rollout. */
  rolloutPhase?: string;
  /** NotSelected, Waiting, Starting, Fetching, Running, Stopping, or how it ended. A field selector may name it. */
  state?: string;
  /** Why, in a word. A field selector may name it. */
  reason?: string;
  /** Why, in a sentence. */
  message?: string;
  /** When it may change by itself. */
  until?: string;
  /** What comes then, if nothing else happens. */
  next?: string;
  /** The present or last try, from 1. */
  attempt?: number;
  /** Since when it is written down so. */
  since?: string;
  /** When the try was seen to start. */
  startedAt?: string;
  /** When it succeeded. */
  succeededAt?: string;
  /** What a look before the start found, whatever else holds the site. */
  preflight?: SitePlanStatusPreflight;
  /** When the planner looked. */
  plannedAt?: string;
  /** How the last 20 tries at the site ended, over all rollouts; in get only. */
  history?: SitePlanStatusHistory[];
}

/** SitePlan is what a rollout is about to do with one site, and why; it is computed, not stored. Of a paused rollout it is the whole dry run. */
export interface SitePlan {
  /** The version of this representation: inventory.granary.io/v1alpha1. */
  apiVersion?: string;
  /** The kind of this representation: SitePlan. */
  kind?: string;
  /** Standard object metadata. */
  metadata?: SitePlanMetadata;
  /** What the plan is about. Field selectors may name these. */
  spec?: SitePlanSpec;
  /** What the planner says. */
  status?: SitePlanStatus;
}

/** A list of SitePlan. */
export interface SitePlanList {
  /** The version of this representation. */
  apiVersion?: string;
  /** The kind of this representation. */
  kind?: string;
  /** resourceVersion, continue and remainingItemCount. */
  metadata?: Record<string, unknown>;
  /** The objects of this page. */
  items?: SitePlan[];
}

/** Standard object metadata. */
export interface ImageUploadMetadata {
  /** The name of the file. */
  name?: string;
  /** The Fleet workspace's namespace. */
  namespace?: string;
}

/** How far it is. */
export interface ImageUploadStatus {
  /** Bytes that have come: the offset of the next piece. */
  received?: number;
  /** Bytes of the whole file. */
  size?: number;
  /** Whether all has come. */
  complete?: boolean;
}

/** ImageUpload is a file on its way into the image library. It is sent in pieces of at most 1 MiB, as bodies of POST requests with the parameters file, offset and size; offset=0 begins anew. An Image of the same namespace names it by spec.file. */
export interface ImageUpload {
  /** The version of this representation: inventory.granary.io/v1alpha1. */
  apiVersion?: string;
  /** The kind of this representation: ImageUpload. */
  kind?: string;
  /** Standard object metadata. */
  metadata?: ImageUploadMetadata;
  /** How far it is. */
  status?: ImageUploadStatus;
}
