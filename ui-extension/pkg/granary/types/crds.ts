// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// Written by `npm run types`. Do not edit.
import type { KubeObject } from './kube';

export interface ImageSpecMirrorSelectorMatchExpression {
  /** Of the label. */
  key: string;
  /** In and NotIn need values, Exists and DoesNotExist have none. */
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  /** Of which the label has one, or none. */
  values?: string[];
}

/** Sites that are near it. */
export interface ImageSpecMirrorSelector {
  /** Further conditions, all of which must hold. */
  matchExpressions?: ImageSpecMirrorSelectorMatchExpression[];
  /** Labels with these values. */
  matchLabels?: Record<string, string>;
}

export interface ImageSpecMirror {
  /** Sites that are near it. */
  selector: ImageSpecMirrorSelector;
  /** Where they fetch it, http or https. */
  url: string;
}

export interface ImageSpecStorageSelectorMatchExpression {
  /** Of the label. */
  key: string;
  /** In and NotIn need values, Exists and DoesNotExist have none. */
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  /** Of which the label has one, or none. */
  values?: string[];
}

/** Which sites. Absent: all. */
export interface ImageSpecStorageSelector {
  /** Further conditions, all of which must hold. */
  matchExpressions?: ImageSpecStorageSelectorMatchExpression[];
  /** Labels with these values. */
  matchLabels?: Record<string, string>;
}

export interface ImageSpecStorage {
  /** Longhorn's, such as numberOfReplicas. */
  parameters: Record<string, string>;
  /** Which sites. Absent: all. */
  selector?: ImageSpecStorageSelector;
}

export interface ImageSpec {
  /** Name shown in Harvester. Absent: the object's name. */
  displayName?: string;
  /** An uploaded file of the library. */
  file?: string;
  /** Format of the file. Absent: read from its header. */
  format?: 'iso' | 'qcow2' | 'raw';
  /** Where sites fetch it instead, first match wins. */
  mirrors?: ImageSpecMirror[];
  /** SHA-512 of the file, 128 hexadecimal digits. */
  sha512?: string;
  /** Size of the file in bytes. */
  sizeBytes?: number;
  /** Storage class parameters by site label, first match wins. */
  storage?: ImageSpecStorage[];
  /** Namespace at the site. Absent: default. */
  targetNamespace?: string;
  /** Where the original is, http or https. */
  url?: string;
}

export interface ImageStatusCondition {
  lastTransitionTime: string;
  message?: string;
  observedGeneration?: number;
  reason: string;
  status: string;
  type: string;
}

export interface ImageStatus {
  conditions?: ImageStatusCondition[];
  format?: 'iso' | 'qcow2' | 'raw';
  observedGeneration?: number;
  servedAt?: string;
  sha512?: string;
  sizeBytes?: number;
  virtualSizeBytes?: number;
}

export interface Image extends KubeObject {
  spec: ImageSpec;
  status?: ImageStatus;
}

/** When and how hard differences are mended. */
export interface PolicySpecEnforcement {
  /** How often within a day somebody may change the same back, before Granary stops mending it and names him. Absent: 3. */
  fights?: number;
  /** Also writes over what another field manager applies, and never stops. Absent: false. */
  force?: boolean;
  /** Rollout: new content comes to a site by a Rollout whose target names the policy, and the policy keeps it there. Direct: at once. Absent: Direct. */
  release?: 'Direct' | 'Rollout';
  /** Site: in the maintenance windows of the site, at any time where it has none. Absent: Site. */
  windows?: 'Any' | 'Site';
}

export interface PolicySpecOverrideSelectorMatchExpression {
  /** Of the label. */
  key: string;
  /** In and NotIn need values, Exists and DoesNotExist have none. */
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  /** Of which the label has one, or none. */
  values?: string[];
}

export interface PolicySpecOverrideSelector {
  /** Further conditions, all of which must hold. */
  matchExpressions?: PolicySpecOverrideSelectorMatchExpression[];
  /** Labels with these values. */
  matchLabels?: Record<string, string>;
}

export interface PolicySpecOverride {
  parameters?: Record<string, string>;
  selector: PolicySpecOverrideSelector;
}

export interface PolicySpecParameter {
  /** Where neither rollout nor site has a value. Absent: the site is held. */
  defaultValue?: string;
  /** What it means. */
  description?: string;
  /** Label of the site that holds the value. */
  label?: string;
  /** As in ${name}. */
  name: string;
}

export interface PolicySpecRule {
  /** Of which objects it must be true. */
  each: 'NetworkAttachmentDefinition' | 'Node' | 'PersistentVolumeClaim' | 'VirtualMachine' | 'VirtualMachineImage';
  /** CEL, true where the rule holds. Knows self (the object), site (name, labels), nodes and backups (all of the site), and now. metadata.labels, metadata.annotations and status are never absent. */
  expression: string;
  /** What to do about an object that breaks it. */
  message?: string;
  /** What reports call it; unique in the policy. */
  name: string;
}

export interface PolicySpecSitesSelectorMatchExpression {
  /** Of the label. */
  key: string;
  /** In and NotIn need values, Exists and DoesNotExist have none. */
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  /** Of which the label has one, or none. */
  values?: string[];
}

/** Sites by their labels. Absent: all. */
export interface PolicySpecSitesSelector {
  /** Further conditions, all of which must hold. */
  matchExpressions?: PolicySpecSitesSelectorMatchExpression[];
  /** Labels with these values. */
  matchLabels?: Record<string, string>;
}

/** Which sites of the workspace. Absent: all. */
export interface PolicySpecSites {
  /** Sites by name that stay out. */
  exclude?: string[];
  /** Sites by their labels. Absent: all. */
  selector?: PolicySpecSitesSelector;
}

export interface PolicySpec {
  /** What becomes of the objects that Granary made at a site, when the policy is deleted or no longer selects the site. Keep: they stay. Delete: they are deleted, within the windows of the policy, and the Policy goes after them. Settings stay as they are. Absent: Keep. */
  deletionPolicy?: 'Delete' | 'Keep';
  /** When and how hard differences are mended. */
  enforcement?: PolicySpecEnforcement;
  /** Report: say what differs. Enforce: mend it, too. Absent: Report. Rules are told in either. */
  mode?: 'Enforce' | 'Report';
  /** Kubernetes objects, applied as field manager granary; one that is taken out is deleted where Granary made it. A text of one may be {valueFrom: {secretKeyRef: {name, key}}}, as in settings. */
  objects?: unknown[];
  /** Parameters that differ at some sites, first match wins. */
  overrides?: PolicySpecOverride[];
  /** What each site fills in. */
  parameters?: PolicySpecParameter[];
  /** What must be true of each object of a kind at a site; told, never mended. */
  rules?: PolicySpecRule[];
  /** Settings of Harvester by name; text, number, boolean, or the object that its JSON is. The empty text brings back the default. A setting, or a field of one, may be {valueFrom: {secretKeyRef: {name, key}}}: a Secret of the policy's namespace with the label granary.io/policy-values=true. */
  settings?: Record<string, unknown>;
  /** Which sites of the workspace. Absent: all. */
  sites?: PolicySpecSites;
}

export interface PolicyStatusChange {
  examples?: string[];
  field?: string;
  found?: string;
  sites?: number;
  wanted?: string;
  what: string;
}

export interface PolicyStatusCondition {
  lastTransitionTime: string;
  message?: string;
  observedGeneration?: number;
  reason: string;
  status: string;
  type: string;
}

export interface PolicyStatusSites {
  compliant?: number;
  conflict?: number;
  drifted?: number;
  pending?: number;
  selected?: number;
  unknown?: number;
}

export interface PolicyStatus {
  /** What differs, at how many sites; most sites first. */
  changes?: PolicyStatusChange[];
  conditions?: PolicyStatusCondition[];
  observedGeneration?: number;
  reports?: number;
  revision?: string;
  since?: string;
  sites?: PolicyStatusSites;
}

export interface Policy extends KubeObject {
  spec: PolicySpec;
  status?: PolicyStatus;
}

export interface PolicyReportSpecSiteDifference {
  field?: string;
  found?: string;
  manager?: string;
  wanted?: string;
  what: string;
}

export interface PolicyReportSpecSiteDiffer {
  since: string;
  what: string;
}

export interface PolicyReportSpecSiteHistory {
  at: string;
  verdict: 'Compliant' | 'Conflict' | 'Drifted' | 'Pending' | 'Unknown';
  what?: string;
}

export interface PolicyReportSpecSiteMended {
  at: string;
  times: number;
  what: string;
}

export interface PolicyReportSpecSite {
  differences?: PolicyReportSpecSiteDifference[];
  differs?: PolicyReportSpecSiteDiffer[];
  history?: PolicyReportSpecSiteHistory[];
  made?: string[];
  mended?: PolicyReportSpecSiteMended[];
  message?: string;
  name: string;
  revision?: string;
  since: string;
  uid: string;
  verdict: 'Compliant' | 'Conflict' | 'Drifted' | 'Pending' | 'Unknown';
}

export interface PolicyReportSpec {
  policy: string;
  shard: number;
  sites?: PolicyReportSpecSite[];
}

export interface PolicyReport extends KubeObject {
  spec: PolicyReportSpec;
}

export interface RolloutApprovalSpec {
  /** Before or After. Absent: After. */
  at?: 'After' | 'Before';
  /** Who, as kubectl auth whoami says. The chart's policy refuses another's name. */
  by?: string;
  /** Deny pauses the rollout, Resume ends its pause. */
  decision: 'Approve' | 'Deny' | 'Resume';
  /** What was known; set by Granary's admission. */
  evidence?: string;
  /** The groups of whom. The chart's policy refuses groups that are not his. */
  groups?: string[];
  /** Why, for those who come later. */
  remark?: string;
  /** Hash of the revision it is about, from status.revision.hash. */
  revision: string;
  /** Name of the Rollout. */
  rollout: string;
  /** Name of the wave; none for Resume. */
  wave?: string;
}

export interface RolloutApproval extends KubeObject {
  spec: RolloutApprovalSpec;
}

export interface RolloutReportSpecSite {
  a?: number;
  c?: string;
  e?: number;
  f?: number;
  l?: boolean;
  m?: string;
  n?: string;
  p: string;
  q?: number;
  rk?: number;
  rt?: number;
  s: string;
  sa?: number;
  st?: number;
  t?: number;
  us?: number;
  w?: string;
}

export interface RolloutReportSpec {
  epoch: number;
  number: number;
  rollout: string;
  shard: number;
  sites?: RolloutReportSpecSite[];
}

export interface RolloutReport extends KubeObject {
  spec: RolloutReportSpec;
}

/** An Image of this namespace. */
export interface RolloutRevisionSpecOverridePatchImage {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Image. */
  name?: string;
  /** Namespace at the site. Absent: that of the Image. */
  targetNamespace?: string;
  /** Where these sites fetch it. */
  url?: string;
}

/** A Policy of this namespace, with enforcement.release Rollout. */
export interface RolloutRevisionSpecOverridePatchPolicy {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Policy. */
  name?: string;
}

/** Harvester settings. */
export interface RolloutRevisionSpecOverridePatchSettings {
  /** Report looks and writes nothing. */
  mode?: 'Enforce' | 'Report';
  /** By the name of the setting. */
  values?: Record<string, string>;
}

/** A Template of this namespace. */
export interface RolloutRevisionSpecOverridePatchTemplate {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Template. */
  name?: string;
  /** Values of its parameters; they win over labels of the site. */
  parameters?: Record<string, string>;
}

/** Where these sites fetch it. Absent: the Version object that the site has. */
export interface RolloutRevisionSpecOverridePatchUpgradeIso {
  /** Its size, for the look at the disks beforehand. Absent: 8 GiB are assumed, until it was fetched ahead. */
  bytes?: number;
  /** SHA-512, 128 hexadecimal digits; without it nothing is fetched ahead. */
  sha512?: string;
  /** Where it is, http or https; ${label} is a label of the site, so that each region has a mirror. */
  url: string;
}

/** Where these sites fetch it. Absent: the Version object that the site has. */
export interface RolloutRevisionSpecOverridePatchUpgradeViaIso {
  /** Its size, for the look at the disks beforehand. Absent: 8 GiB are assumed, until it was fetched ahead. */
  bytes?: number;
  /** SHA-512, 128 hexadecimal digits; without it nothing is fetched ahead. */
  sha512?: string;
  /** Where it is, http or https; ${label} is a label of the site, so that each region has a mirror. */
  url: string;
}

export interface RolloutRevisionSpecOverridePatchUpgradeVia {
  /** Where these sites fetch it. Absent: the Version object that the site has. */
  iso?: RolloutRevisionSpecOverridePatchUpgradeViaIso;
  /** Such as v1.7.1. */
  version: string;
}

/** A Harvester version. */
export interface RolloutRevisionSpecOverridePatchUpgrade {
  /** Where these sites fetch it. Absent: the Version object that the site has. */
  iso?: RolloutRevisionSpecOverridePatchUpgradeIso;
  /** Each node waits for a word at the site. Absent: as the site has it. */
  pauseNodes?: boolean;
  /** How nodes load images beforehand. Absent: as the site has it. */
  preload?: 'Parallel' | 'Sequential' | 'Skip';
  /** Harvester itself starts the virtual machines of one-node sites again. Absent: true. */
  restoreVMs?: boolean;
  /** The version that sites shall have, such as v1.8.2. */
  version?: string;
  /** Versions on the way, one for each minor that is passed. */
  via?: RolloutRevisionSpecOverridePatchUpgradeVia[];
}

/** Fields of the target that differ there. */
export interface RolloutRevisionSpecOverridePatch {
  /** An Image of this namespace. */
  image?: RolloutRevisionSpecOverridePatchImage;
  /** A Policy of this namespace, with enforcement.release Rollout. */
  policy?: RolloutRevisionSpecOverridePatchPolicy;
  /** Harvester settings. */
  settings?: RolloutRevisionSpecOverridePatchSettings;
  /** A Template of this namespace. */
  template?: RolloutRevisionSpecOverridePatchTemplate;
  /** A Harvester version. */
  upgrade?: RolloutRevisionSpecOverridePatchUpgrade;
}

export interface RolloutRevisionSpecOverrideSelectorMatchExpression {
  /** Of the label. */
  key: string;
  /** In and NotIn need values, Exists and DoesNotExist have none. */
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  /** Of which the label has one, or none. */
  values?: string[];
}

/** At which sites. */
export interface RolloutRevisionSpecOverrideSelector {
  /** Further conditions, all of which must hold. */
  matchExpressions?: RolloutRevisionSpecOverrideSelectorMatchExpression[];
  /** Labels with these values. */
  matchLabels?: Record<string, string>;
}

export interface RolloutRevisionSpecOverride {
  /** Fields of the target that differ there. */
  patch: RolloutRevisionSpecOverridePatch;
  /** At which sites. */
  selector: RolloutRevisionSpecOverrideSelector;
}

/** An Image of this namespace. */
export interface RolloutRevisionSpecTargetImage {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Image. */
  name?: string;
  /** Namespace at the site. Absent: that of the Image. */
  targetNamespace?: string;
  /** Where these sites fetch it. */
  url?: string;
}

/** A Policy of this namespace, with enforcement.release Rollout. */
export interface RolloutRevisionSpecTargetPolicy {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Policy. */
  name?: string;
}

/** Harvester settings. */
export interface RolloutRevisionSpecTargetSettings {
  /** Report looks and writes nothing. */
  mode?: 'Enforce' | 'Report';
  /** By the name of the setting. */
  values?: Record<string, string>;
}

/** A Template of this namespace. */
export interface RolloutRevisionSpecTargetTemplate {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Template. */
  name?: string;
  /** Values of its parameters; they win over labels of the site. */
  parameters?: Record<string, string>;
}

/** Where these sites fetch it. Absent: the Version object that the site has. */
export interface RolloutRevisionSpecTargetUpgradeIso {
  /** Its size, for the look at the disks beforehand. Absent: 8 GiB are assumed, until it was fetched ahead. */
  bytes?: number;
  /** SHA-512, 128 hexadecimal digits; without it nothing is fetched ahead. */
  sha512?: string;
  /** Where it is, http or https; ${label} is a label of the site, so that each region has a mirror. */
  url: string;
}

/** Where these sites fetch it. Absent: the Version object that the site has. */
export interface RolloutRevisionSpecTargetUpgradeViaIso {
  /** Its size, for the look at the disks beforehand. Absent: 8 GiB are assumed, until it was fetched ahead. */
  bytes?: number;
  /** SHA-512, 128 hexadecimal digits; without it nothing is fetched ahead. */
  sha512?: string;
  /** Where it is, http or https; ${label} is a label of the site, so that each region has a mirror. */
  url: string;
}

export interface RolloutRevisionSpecTargetUpgradeVia {
  /** Where these sites fetch it. Absent: the Version object that the site has. */
  iso?: RolloutRevisionSpecTargetUpgradeViaIso;
  /** Such as v1.7.1. */
  version: string;
}

/** A Harvester version. */
export interface RolloutRevisionSpecTargetUpgrade {
  /** Where these sites fetch it. Absent: the Version object that the site has. */
  iso?: RolloutRevisionSpecTargetUpgradeIso;
  /** Each node waits for a word at the site. Absent: as the site has it. */
  pauseNodes?: boolean;
  /** How nodes load images beforehand. Absent: as the site has it. */
  preload?: 'Parallel' | 'Sequential' | 'Skip';
  /** Harvester itself starts the virtual machines of one-node sites again. Absent: true. */
  restoreVMs?: boolean;
  /** The version that sites shall have, such as v1.8.2. */
  version?: string;
  /** Versions on the way, one for each minor that is passed. */
  via?: RolloutRevisionSpecTargetUpgradeVia[];
}

export interface RolloutRevisionSpecTarget {
  /** An Image of this namespace. */
  image?: RolloutRevisionSpecTargetImage;
  /** A Policy of this namespace, with enforcement.release Rollout. */
  policy?: RolloutRevisionSpecTargetPolicy;
  /** Harvester settings. */
  settings?: RolloutRevisionSpecTargetSettings;
  /** A Template of this namespace. */
  template?: RolloutRevisionSpecTargetTemplate;
  /** A Harvester version. */
  upgrade?: RolloutRevisionSpecTargetUpgrade;
}

/** A word that the next wave needs. */
export interface RolloutRevisionSpecWaveApprovalAfter {
  /** How long an approval counts before it is used. */
  expires?: string;
  /** Who may approve. Absent: whoever has the verb approve. */
  group?: string;
  /** The author of the revision may not approve it. */
  notAuthor?: boolean;
}

/** A word that the wave needs to begin. */
export interface RolloutRevisionSpecWaveApprovalBefore {
  /** How long an approval counts before it is used. */
  expires?: string;
  /** Who may approve. Absent: whoever has the verb approve. */
  group?: string;
  /** The author of the revision may not approve it. */
  notAuthor?: boolean;
}

/** Who must agree before or after the wave. */
export interface RolloutRevisionSpecWaveApproval {
  /** A word that the next wave needs. */
  after?: RolloutRevisionSpecWaveApprovalAfter;
  /** A word that the wave needs to begin. */
  before?: RolloutRevisionSpecWaveApprovalBefore;
}

/** When the wave is complete. */
export interface RolloutRevisionSpecWaveComplete {
  /** Real successes that are needed, whatever the share. */
  minSucceeded?: number;
  /** Share of the eligible sites that must succeed, such as 95%. */
  success?: string;
  /** All: every eligible site has ended. Reachable: every one that answers and may start. Threshold: nothing but success. Absent: All for a canary, else Reachable. */
  waitFor?: 'All' | 'Reachable' | 'Threshold';
}

export interface RolloutRevisionSpecWaveSelectSelectorMatchExpression {
  /** Of the label. */
  key: string;
  /** In and NotIn need values, Exists and DoesNotExist have none. */
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  /** Of which the label has one, or none. */
  values?: string[];
}

/** Sites by their labels. */
export interface RolloutRevisionSpecWaveSelectSelector {
  /** Further conditions, all of which must hold. */
  matchExpressions?: RolloutRevisionSpecWaveSelectSelectorMatchExpression[];
  /** Labels with these values. */
  matchLabels?: Record<string, string>;
}

/** Which sites. Absent, in the last wave: all that no earlier one has. */
export interface RolloutRevisionSpecWaveSelect {
  /** A stable sample of this many sites. */
  count?: number;
  /** Sites by name. */
  names?: string[];
  /** A stable sample of the selected sites, such as 1%. */
  percent?: string;
  /** Sites by their labels. */
  selector?: RolloutRevisionSpecWaveSelectSelector;
}

export interface RolloutRevisionSpecWave {
  /** Who must agree before or after the wave. */
  approval?: RolloutRevisionSpecWaveApproval;
  /** When the wave is complete. */
  complete?: RolloutRevisionSpecWaveComplete;
  /** Sites in flight at once in this wave, a number or a share such as 5%. */
  maxConcurrency?: number | string;
  /** Of the wave, lower case, such as canary. */
  name: string;
  /** Which sites. Absent, in the last wave: all that no earlier one has. */
  select?: RolloutRevisionSpecWaveSelect;
  /** How long the sites must stay well before the next wave. Absent: 24h for an upgrade, 1h for anything else, nothing for the last wave. */
  soak?: string;
}

export interface RolloutRevisionSpec {
  hash: string;
  number: number;
  overrides?: RolloutRevisionSpecOverride[];
  rollout: string;
  seeds?: Record<string, string>;
  since: string;
  target: RolloutRevisionSpecTarget;
  waves?: RolloutRevisionSpecWave[];
}

export interface RolloutRevision extends KubeObject {
  spec: RolloutRevisionSpec;
}

/** How many sites may fail before the rollout pauses. */
export interface RolloutSpecControlFailures {
  /** Strict never has more in flight than may still fail, Soft may overshoot. Absent: Strict for an upgrade, else Soft; a canary is always Strict. */
  bound?: 'Soft' | 'Strict';
  /** Sites that may go dark at work for longer than timeouts.lost. Absent: 2%. */
  lost?: number | string;
  /** Failures that are borne, a number or a share of the sites that started. Absent: 2%. */
  max?: number | string;
}

/** What becomes of sites that are out of reach. */
export interface RolloutSpecControlOffline {
  /** Sites in flight at once among those that come late. Absent: 25. */
  catchUpConcurrency?: number;
  /** From when on a site that never started is skipped. Absent: 30d. */
  giveUpAfter?: string;
}

/** Bounds sites that share a line, by a label. */
export interface RolloutSpecControlPerGroup {
  /** The label whose value names the line, such as wan-hub. Sites without it are not bounded. */
  label: string;
  /** Sites of one line in flight at once. */
  maxConcurrency: number;
}

/** The pause between tries. */
export interface RolloutSpecControlRetryBackoff {
  /** By what each further pause is longer. Absent: 3. */
  factor?: number;
  /** The first pause. Absent: 10m. */
  initial?: string;
  /** By how much pauses are drawn apart. Absent: 20%. */
  jitter?: string;
  /** The longest pause. Absent: 6h. */
  max?: string;
}

/** How often a site is tried again, and after which pause. */
export interface RolloutSpecControlRetry {
  /** Tries in all. Absent: 2. */
  attempts?: number;
  /** The pause between tries. */
  backoff?: RolloutSpecControlRetryBackoff;
  /** Which kinds of failures are tried again. Absent: Transient, Timeout. */
  kinds?: ('Permanent' | 'Timeout' | 'Transient')[];
}

/** Fetching ahead, so that windows are left for the work itself. */
export interface RolloutSpecControlStage {
  /** Sites that wait fetch the content meanwhile. Absent: false. */
  ahead?: boolean;
  /** At most, from the library, such as 5Mi. Absent: as the library is set. */
  bytesPerSecondPerSite?: string;
  /** Sites that fetch ahead at once. Absent: 100. */
  maxConcurrency?: number;
}

/** How long things may take. A site out of reach does not use up its time. */
export interface RolloutSpecControlTimeouts {
  /** Out of reach while at work, until the site counts as lost. Absent: 24h. An upgrade, which restarts machines, gives at least 1h. */
  lost?: string;
  /** The work itself. Absent: 4h for an upgrade, else 30m. */
  run?: string;
  /** Fetching ahead. Absent: 12h. */
  stage?: string;
  /** From a slot to the start. Absent: 30m. */
  start?: string;
}

export interface RolloutSpecControlWindowsBlackout {
  /** Its first minute by the site's own clock, such as 2026-11-26T00:00. */
  from: string;
  /** Told where it holds a site. */
  name: string;
  /** The minute after its last. */
  until: string;
}

/** When sites may start and fetch. */
export interface RolloutSpecControlWindows {
  /** Spans in which nothing starts and nothing is fetched. */
  blackouts?: RolloutSpecControlWindowsBlackout[];
  /** Time that must be left in the window. */
  minRemaining?: string;
  /** When sites may fetch ahead. Absent: Any. */
  stage?: 'Any' | 'Site';
  /** When sites may start. Absent: Site where the site has windows, else Any. */
  start?: 'Any' | 'Site';
}

/** Speed, safety and the brakes. Editable at any time. */
export interface RolloutSpecControl {
  /** Ends the rollout: nothing starts any more. Cannot be taken back. */
  aborted?: boolean;
  /** How many sites may fail before the rollout pauses. */
  failures?: RolloutSpecControlFailures;
  /** Sites in flight at once, a number or a share. Absent: 5%, at most 200. */
  maxConcurrency?: number | string;
  /** What becomes of sites that join later. Absent: CatchUp. */
  newSites?: 'CatchUp' | 'Ignore' | 'NextRevision';
  /** What becomes of sites that are out of reach. */
  offline?: RolloutSpecControlOffline;
  /** What too many failures do: Pause waits for a person. Absent: Pause. */
  onFailure?: 'Continue' | 'Pause';
  /** Holds all admissions; the status still shows the whole plan. */
  paused?: boolean;
  /** Bounds sites that share a line, by a label. */
  perGroup?: RolloutSpecControlPerGroup;
  /** Between rollouts that want the same site; the higher goes first. Absent: 500. */
  priority?: number;
  /** How often a site is tried again, and after which pause. */
  retry?: RolloutSpecControlRetry;
  /** Site: a site that fails at its last try is put back to what it had. Absent: None. */
  revert?: 'None' | 'Site';
  /** Sites by name that this rollout leaves alone if they have not started. */
  skip?: string[];
  /** Fetching ahead, so that windows are left for the work itself. */
  stage?: RolloutSpecControlStage;
  /** How long things may take. A site out of reach does not use up its time. */
  timeouts?: RolloutSpecControlTimeouts;
  /** When sites may start and fetch. */
  windows?: RolloutSpecControlWindows;
}

/** An Image of this namespace. */
export interface RolloutSpecOverridePatchImage {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Image. */
  name?: string;
  /** Namespace at the site. Absent: that of the Image. */
  targetNamespace?: string;
  /** Where these sites fetch it. */
  url?: string;
}

/** A Policy of this namespace, with enforcement.release Rollout. */
export interface RolloutSpecOverridePatchPolicy {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Policy. */
  name?: string;
}

/** Harvester settings. */
export interface RolloutSpecOverridePatchSettings {
  /** Report looks and writes nothing. */
  mode?: 'Enforce' | 'Report';
  /** By the name of the setting. */
  values?: Record<string, string>;
}

/** A Template of this namespace. */
export interface RolloutSpecOverridePatchTemplate {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Template. */
  name?: string;
  /** Values of its parameters; they win over labels of the site. */
  parameters?: Record<string, string>;
}

/** Where these sites fetch it. Absent: the Version object that the site has. */
export interface RolloutSpecOverridePatchUpgradeIso {
  /** Its size, for the look at the disks beforehand. Absent: 8 GiB are assumed, until it was fetched ahead. */
  bytes?: number;
  /** SHA-512, 128 hexadecimal digits; without it nothing is fetched ahead. */
  sha512?: string;
  /** Where it is, http or https; ${label} is a label of the site, so that each region has a mirror. */
  url: string;
}

/** Where these sites fetch it. Absent: the Version object that the site has. */
export interface RolloutSpecOverridePatchUpgradeViaIso {
  /** Its size, for the look at the disks beforehand. Absent: 8 GiB are assumed, until it was fetched ahead. */
  bytes?: number;
  /** SHA-512, 128 hexadecimal digits; without it nothing is fetched ahead. */
  sha512?: string;
  /** Where it is, http or https; ${label} is a label of the site, so that each region has a mirror. */
  url: string;
}

export interface RolloutSpecOverridePatchUpgradeVia {
  /** Where these sites fetch it. Absent: the Version object that the site has. */
  iso?: RolloutSpecOverridePatchUpgradeViaIso;
  /** Such as v1.7.1. */
  version: string;
}

/** A Harvester version. */
export interface RolloutSpecOverridePatchUpgrade {
  /** Where these sites fetch it. Absent: the Version object that the site has. */
  iso?: RolloutSpecOverridePatchUpgradeIso;
  /** Each node waits for a word at the site. Absent: as the site has it. */
  pauseNodes?: boolean;
  /** How nodes load images beforehand. Absent: as the site has it. */
  preload?: 'Parallel' | 'Sequential' | 'Skip';
  /** Harvester itself starts the virtual machines of one-node sites again. Absent: true. */
  restoreVMs?: boolean;
  /** The version that sites shall have, such as v1.8.2. */
  version?: string;
  /** Versions on the way, one for each minor that is passed. */
  via?: RolloutSpecOverridePatchUpgradeVia[];
}

/** Fields of the target that differ there. */
export interface RolloutSpecOverridePatch {
  /** An Image of this namespace. */
  image?: RolloutSpecOverridePatchImage;
  /** A Policy of this namespace, with enforcement.release Rollout. */
  policy?: RolloutSpecOverridePatchPolicy;
  /** Harvester settings. */
  settings?: RolloutSpecOverridePatchSettings;
  /** A Template of this namespace. */
  template?: RolloutSpecOverridePatchTemplate;
  /** A Harvester version. */
  upgrade?: RolloutSpecOverridePatchUpgrade;
}

export interface RolloutSpecOverrideSelectorMatchExpression {
  /** Of the label. */
  key: string;
  /** In and NotIn need values, Exists and DoesNotExist have none. */
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  /** Of which the label has one, or none. */
  values?: string[];
}

/** At which sites. */
export interface RolloutSpecOverrideSelector {
  /** Further conditions, all of which must hold. */
  matchExpressions?: RolloutSpecOverrideSelectorMatchExpression[];
  /** Labels with these values. */
  matchLabels?: Record<string, string>;
}

export interface RolloutSpecOverride {
  /** Fields of the target that differ there. */
  patch: RolloutSpecOverridePatch;
  /** At which sites. */
  selector: RolloutSpecOverrideSelector;
}

export interface RolloutSpecSitesSelectorMatchExpression {
  /** Of the label. */
  key: string;
  /** In and NotIn need values, Exists and DoesNotExist have none. */
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  /** Of which the label has one, or none. */
  values?: string[];
}

/** Sites by their labels. Absent: all. */
export interface RolloutSpecSitesSelector {
  /** Further conditions, all of which must hold. */
  matchExpressions?: RolloutSpecSitesSelectorMatchExpression[];
  /** Labels with these values. */
  matchLabels?: Record<string, string>;
}

/** Which sites of the workspace. Absent: all. */
export interface RolloutSpecSites {
  /** Sites by name that stay out. */
  exclude?: string[];
  /** Sites by their labels. Absent: all. */
  selector?: RolloutSpecSitesSelector;
}

/** An Image of this namespace. */
export interface RolloutSpecTargetImage {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Image. */
  name?: string;
  /** Namespace at the site. Absent: that of the Image. */
  targetNamespace?: string;
  /** Where these sites fetch it. */
  url?: string;
}

/** A Policy of this namespace, with enforcement.release Rollout. */
export interface RolloutSpecTargetPolicy {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Policy. */
  name?: string;
}

/** Harvester settings. */
export interface RolloutSpecTargetSettings {
  /** Report looks and writes nothing. */
  mode?: 'Enforce' | 'Report';
  /** By the name of the setting. */
  values?: Record<string, string>;
}

/** A Template of this namespace. */
export interface RolloutSpecTargetTemplate {
  /** Set by Granary, so that an edit of what is named is a new revision. */
  contentHash?: string;
  /** Of the Template. */
  name?: string;
  /** Values of its parameters; they win over labels of the site. */
  parameters?: Record<string, string>;
}

/** Where these sites fetch it. Absent: the Version object that the site has. */
export interface RolloutSpecTargetUpgradeIso {
  /** Its size, for the look at the disks beforehand. Absent: 8 GiB are assumed, until it was fetched ahead. */
  bytes?: number;
  /** SHA-512, 128 hexadecimal digits; without it nothing is fetched ahead. */
  sha512?: string;
  /** Where it is, http or https; ${label} is a label of the site, so that each region has a mirror. */
  url: string;
}

/** Where these sites fetch it. Absent: the Version object that the site has. */
export interface RolloutSpecTargetUpgradeViaIso {
  /** Its size, for the look at the disks beforehand. Absent: 8 GiB are assumed, until it was fetched ahead. */
  bytes?: number;
  /** SHA-512, 128 hexadecimal digits; without it nothing is fetched ahead. */
  sha512?: string;
  /** Where it is, http or https; ${label} is a label of the site, so that each region has a mirror. */
  url: string;
}

export interface RolloutSpecTargetUpgradeVia {
  /** Where these sites fetch it. Absent: the Version object that the site has. */
  iso?: RolloutSpecTargetUpgradeViaIso;
  /** Such as v1.7.1. */
  version: string;
}

/** A Harvester version. */
export interface RolloutSpecTargetUpgrade {
  /** Where these sites fetch it. Absent: the Version object that the site has. */
  iso?: RolloutSpecTargetUpgradeIso;
  /** Each node waits for a word at the site. Absent: as the site has it. */
  pauseNodes?: boolean;
  /** How nodes load images beforehand. Absent: as the site has it. */
  preload?: 'Parallel' | 'Sequential' | 'Skip';
  /** Harvester itself starts the virtual machines of one-node sites again. Absent: true. */
  restoreVMs?: boolean;
  /** The version that sites shall have, such as v1.8.2. */
  version?: string;
  /** Versions on the way, one for each minor that is passed. */
  via?: RolloutSpecTargetUpgradeVia[];
}

/** The content. Any edit is a new revision. */
export interface RolloutSpecTarget {
  /** An Image of this namespace. */
  image?: RolloutSpecTargetImage;
  /** A Policy of this namespace, with enforcement.release Rollout. */
  policy?: RolloutSpecTargetPolicy;
  /** Harvester settings. */
  settings?: RolloutSpecTargetSettings;
  /** A Template of this namespace. */
  template?: RolloutSpecTargetTemplate;
  /** A Harvester version. */
  upgrade?: RolloutSpecTargetUpgrade;
}

/** A word that the next wave needs. */
export interface RolloutSpecWaveApprovalAfter {
  /** How long an approval counts before it is used. */
  expires?: string;
  /** Who may approve. Absent: whoever has the verb approve. */
  group?: string;
  /** The author of the revision may not approve it. */
  notAuthor?: boolean;
}

/** A word that the wave needs to begin. */
export interface RolloutSpecWaveApprovalBefore {
  /** How long an approval counts before it is used. */
  expires?: string;
  /** Who may approve. Absent: whoever has the verb approve. */
  group?: string;
  /** The author of the revision may not approve it. */
  notAuthor?: boolean;
}

/** Who must agree before or after the wave. */
export interface RolloutSpecWaveApproval {
  /** A word that the next wave needs. */
  after?: RolloutSpecWaveApprovalAfter;
  /** A word that the wave needs to begin. */
  before?: RolloutSpecWaveApprovalBefore;
}

/** When the wave is complete. */
export interface RolloutSpecWaveComplete {
  /** Real successes that are needed, whatever the share. */
  minSucceeded?: number;
  /** Share of the eligible sites that must succeed, such as 95%. */
  success?: string;
  /** All: every eligible site has ended. Reachable: every one that answers and may start. Threshold: nothing but success. Absent: All for a canary, else Reachable. */
  waitFor?: 'All' | 'Reachable' | 'Threshold';
}

export interface RolloutSpecWaveSelectSelectorMatchExpression {
  /** Of the label. */
  key: string;
  /** In and NotIn need values, Exists and DoesNotExist have none. */
  operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  /** Of which the label has one, or none. */
  values?: string[];
}

/** Sites by their labels. */
export interface RolloutSpecWaveSelectSelector {
  /** Further conditions, all of which must hold. */
  matchExpressions?: RolloutSpecWaveSelectSelectorMatchExpression[];
  /** Labels with these values. */
  matchLabels?: Record<string, string>;
}

/** Which sites. Absent, in the last wave: all that no earlier one has. */
export interface RolloutSpecWaveSelect {
  /** A stable sample of this many sites. */
  count?: number;
  /** Sites by name. */
  names?: string[];
  /** A stable sample of the selected sites, such as 1%. */
  percent?: string;
  /** Sites by their labels. */
  selector?: RolloutSpecWaveSelectSelector;
}

export interface RolloutSpecWave {
  /** Who must agree before or after the wave. */
  approval?: RolloutSpecWaveApproval;
  /** When the wave is complete. */
  complete?: RolloutSpecWaveComplete;
  /** Sites in flight at once in this wave, a number or a share such as 5%. */
  maxConcurrency?: number | string;
  /** Of the wave, lower case, such as canary. */
  name: string;
  /** Which sites. Absent, in the last wave: all that no earlier one has. */
  select?: RolloutSpecWaveSelect;
  /** How long the sites must stay well before the next wave. Absent: 24h for an upgrade, 1h for anything else, nothing for the last wave. */
  soak?: string;
}

export interface RolloutSpec {
  /** Speed, safety and the brakes. Editable at any time. */
  control?: RolloutSpecControl;
  /** Content that differs at some sites, first match wins. */
  overrides?: RolloutSpecOverride[];
  /** Which sites of the workspace. Absent: all. */
  sites?: RolloutSpecSites;
  /** The content. Any edit is a new revision. */
  target: RolloutSpecTarget;
  /** The order. Sites of no wave are in the last one, rest. Absent: canary, rest. */
  waves?: RolloutSpecWave[];
}

export interface RolloutStatusCondition {
  lastTransitionTime: string;
  message?: string;
  observedGeneration?: number;
  reason: string;
  status: string;
  type: string;
}

export interface RolloutStatusEta {
  p50?: string;
  p90?: string;
}

export interface RolloutStatusJournalAccepted {
  byWave?: Record<string, number>;
  failed?: number;
  lost?: number;
}

export interface RolloutStatusJournalLatch {
  approvedAfter?: string;
  approvedBefore?: string;
  passedAt?: string;
  wave?: string;
}

export interface RolloutStatusJournalPause {
  at?: string;
  by?: string;
  message?: string;
  revision?: number;
}

export interface RolloutStatusJournalRevision {
  author?: string;
  hash?: string;
  number?: number;
  shards?: number;
  since?: string;
  undoOf?: number;
}

export interface RolloutStatusJournal {
  accepted?: RolloutStatusJournalAccepted;
  consumed?: string[];
  epoch?: number;
  latches?: RolloutStatusJournalLatch[];
  pause?: RolloutStatusJournalPause;
  revision?: RolloutStatusJournalRevision;
  serial?: number;
}

export interface RolloutStatusPause {
  at?: string;
  by?: string;
  message?: string;
  revision?: number;
}

export interface RolloutStatusRevision {
  author?: string;
  hash?: string;
  number?: number;
  shards?: number;
  since?: string;
  undoOf?: number;
}

export interface RolloutStatusTotals {
  alreadyCurrent?: number;
  deferred?: number;
  eligible?: number;
  failed?: number;
  held?: Record<string, number>;
  inFlight?: number;
  lost?: number;
  progress?: string;
  selected?: number;
  skipped?: number;
  staged?: number;
  succeeded?: number;
  timedOut?: number;
}

export interface RolloutStatusWave {
  deferred?: number;
  eligible?: number;
  failed?: number;
  held?: number;
  inFlight?: number;
  message?: string;
  name?: string;
  passedAt?: string;
  sites?: number;
  state?: string;
  succeeded?: number;
}

export interface RolloutStatus {
  conditions?: RolloutStatusCondition[];
  eta?: RolloutStatusEta;
  journal?: RolloutStatusJournal;
  nextWake?: string;
  observedGeneration?: number;
  pause?: RolloutStatusPause;
  phase?: 'Aborted' | 'Completed' | 'CompletedWithDeferred' | 'Expired' | 'Paused' | 'Planned' | 'Running';
  reports?: number;
  revision?: RolloutStatusRevision;
  totals?: RolloutStatusTotals;
  wave?: string;
  waves?: RolloutStatusWave[];
}

export interface Rollout extends KubeObject {
  spec: RolloutSpec;
  status?: RolloutStatus;
}

export interface SiteHistorySpecOutcome {
  /** When, RFC 3339. */
  at: string;
  /** From 1; 0 if the site was left out before it started. */
  attempt?: number;
  /** Why, at most 160 characters. */
  message?: string;
  /** Succeeded, AlreadyCurrent, Failed, TimedOut, Lost or Skipped. */
  outcome: string;
  revision: number;
  rollout: string;
  /** When the try was seen to start; absent if it never was. */
  startedAt?: string;
  wave?: string;
}

export interface SiteHistorySpec {
  /** The newest first. */
  outcomes?: SiteHistorySpecOutcome[];
  /** UID of the site that the newest outcome is of; a rebuilt site has another one. */
  site: string;
}

export interface SiteHistory extends KubeObject {
  spec: SiteHistorySpec;
}

/** A Secret of this namespace whose key 'kubeconfig' leads to the site. */
export interface SiteSpecConnectionSecretRef {
  name: string;
}

/** How the site is reached. Absent: through Rancher. */
export interface SiteSpecConnection {
  /** A Secret of this namespace whose key 'kubeconfig' leads to the site. */
  secretRef: SiteSpecConnectionSecretRef;
}

/** Keeps every rollout away from the site. */
export interface SiteSpecHold {
  /** Why, for the people who will wonder. */
  reason: string;
  /** When it ends by itself, RFC 3339. Absent: never. */
  until?: string;
}

/** Registers the site in Rancher under the name of this object, whose deletion unregisters it; the site itself runs on. An empty mapping is enough. A cluster that has the name already is taken over, and stays registered. */
export interface SiteSpecImport {
  /** A Secret of this namespace with the label granary.io/import=true, whose key 'kubeconfig' leads to the site itself: with it, Granary registers the site unaided. Absent: a person pastes the URL that the condition Imported names. */
  kubeconfigSecret?: string;
}

export interface SiteSpecMaintenance {
  /** Days on which the window opens. None means every day. */
  days?: ('Fri' | 'Mon' | 'Sat' | 'Sun' | 'Thu' | 'Tue' | 'Wed')[];
  /** How long it stays open, such as 4h or 90m. */
  duration: string;
  /** Time of day at which it opens, in the site's time zone, such as 02:00. */
  start: string;
}

export interface SiteSpec {
  /** How the site is reached. Absent: through Rancher. */
  connection?: SiteSpecConnection;
  /** Keeps every rollout away from the site. */
  hold?: SiteSpecHold;
  /** Registers the site in Rancher under the name of this object, whose deletion unregisters it; the site itself runs on. An empty mapping is enough. A cluster that has the name already is taken over, and stays registered. */
  import?: SiteSpecImport;
  /** When changes may begin at the site. None means at any time. */
  maintenance?: SiteSpecMaintenance[];
  /** IANA time zone of the site, such as Europe/Zurich. Maintenance windows are in it. */
  timeZone?: string;
}

/** What a rollout does with the site now; absent when none has anything left to do. */
export interface SiteStatusActivity {
  reason?: string;
  rollout?: string;
  state?: string;
  summary?: string;
  until?: string;
}

export interface SiteStatusCapacity {
  cpu?: string;
  memory?: string;
  storage?: string;
}

export interface SiteStatusCondition {
  lastTransitionTime: string;
  message?: string;
  observedGeneration?: number;
  reason: string;
  status: string;
  type: string;
}

export interface SiteStatusConnectivity {
  lastSeen?: string;
  reason?: string;
  since?: string;
  state?: 'Connected' | 'Disconnected' | 'Pending' | 'Quarantined';
}

export interface SiteStatusNodes {
  ready?: number;
  total?: number;
}

/** What pods and virtual machines request. */
export interface SiteStatusUsed {
  cpu?: string;
  memory?: string;
  storage?: string;
}

export interface SiteStatusVirtualMachines {
  running?: number;
  total?: number;
}

export interface SiteStatus {
  /** What a rollout does with the site now; absent when none has anything left to do. */
  activity?: SiteStatusActivity;
  capacity?: SiteStatusCapacity;
  /** When the first certificate on the way to the site expires. */
  certificateExpires?: string;
  /** How many seconds the site's clock is ahead of the hub's. */
  clockSkewSeconds?: number;
  /** Id of the Rancher cluster. */
  clusterID?: string;
  conditions?: SiteStatusCondition[];
  connectivity?: SiteStatusConnectivity;
  /** Harvester's version, from its setting server-version. */
  harvesterVersion?: string;
  kubernetesVersion?: string;
  nodes?: SiteStatusNodes;
  /** Generation of the spec that this status is about. */
  observedGeneration?: number;
  /** UID of the site's kube-system namespace, pinned at the first contact. */
  siteUID?: string;
  /** What pods and virtual machines request. */
  used?: SiteStatusUsed;
  virtualMachines?: SiteStatusVirtualMachines;
}

export interface Site extends KubeObject {
  spec: SiteSpec;
  status?: SiteStatus;
}

export interface TemplateSpecDisk {
  /** 1 is tried first. Absent: not booted from. */
  bootOrder?: number;
  /** An Image of this namespace. Absent: an empty disk. */
  image?: string;
  /** Of the disk, lower case. */
  name: string;
  /** Such as 40Gi. */
  size: string;
}

export interface TemplateSpecKey {
  /** Of the KeyPair at the site. */
  name: string;
  /** In OpenSSH form, such as ssh-ed25519 AAAA… till. */
  publicKey: string;
}

export interface TemplateSpecNetwork {
  /** Of the card. Absent: virtio. */
  model?: string;
  /** Of the interface. */
  name: string;
  /** namespace/name of a VM network, the same at all sites, or pod. */
  network: string;
}

export interface TemplateSpecParameter {
  /** Where neither rollout nor site has a value. Absent: the site is held. */
  defaultValue?: string;
  /** What it means. */
  description?: string;
  /** Label of the site that holds the value. */
  label?: string;
  /** As in ${name}. */
  name: string;
}

export interface TemplateSpec {
  /** Cores of the virtual machine. */
  cpu: number;
  /** For people who choose a template. */
  description?: string;
  /** Disks, in their order. */
  disks?: TemplateSpecDisk[];
  /** Name shown in Harvester. Absent: the name of the object. */
  displayName?: string;
  /** Public keys in OpenSSH form. */
  keys?: TemplateSpecKey[];
  /** Labels of the virtual machine. */
  labels?: Record<string, string>;
  /** Such as 8Gi. */
  memory: string;
  /** cloud-init network configuration. */
  networkData?: string;
  /** Network interfaces, in their order. */
  networks?: TemplateSpecNetwork[];
  /** What each site fills in. */
  parameters?: TemplateSpecParameter[];
  /** Namespace at the site. Absent: default. */
  targetNamespace?: string;
  /** Begins with #cloud-config. */
  userData?: string;
}

export interface TemplateStatusCondition {
  lastTransitionTime: string;
  message?: string;
  observedGeneration?: number;
  reason: string;
  status: string;
  type: string;
}

export interface TemplateStatus {
  conditions?: TemplateStatusCondition[];
  fingerprints?: string[];
  observedGeneration?: number;
}

export interface Template extends KubeObject {
  spec: TemplateSpec;
  status?: TemplateStatus;
}
