// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0

export interface OwnerReference {
  kind: string;
  name: string;
  uid: string;
}

export interface KubeMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
}

export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: KubeMeta;
}

export interface KubeList<T> {
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items: T[];
}

/** The Status object with which an API server refuses. */
export interface KubeStatus {
  kind: 'Status';
  message?: string;
  reason?: string;
  code?: number;
  metadata?: { continue?: string };
  details?: { causes?: { field?: string; message?: string; reason?: string }[] };
}
