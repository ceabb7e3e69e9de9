// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { KubeStatus } from '../types/kube';

/** Why an answer did not come, in the kinds that a page treats differently. */
export type ProblemKind =
  | 'forbidden'
  | 'missing'
  | 'expired'
  | 'invalid'
  | 'conflict'
  | 'unavailable'
  | 'offline'
  | 'failed';

/** The server's own sentence goes to the person as it is; kind decides what the page offers beside it. */
export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    message: string,
    readonly status = 0,
    readonly causes: string[] = [],
    /** Where a list goes on whose snapshot is no longer held. */
    readonly next = '',
  ) {
    super(message);
  }
}

const KINDS: Record<number, ProblemKind> = {
  400: 'invalid',
  401: 'forbidden',
  403: 'forbidden',
  404: 'missing',
  409: 'conflict',
  410: 'expired',
  422: 'invalid',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

const isStatus = (body: unknown): body is KubeStatus => typeof body === 'object' && body !== null &&
  'message' in body;

/** The problem that a refusal is. */
export function problemOf(status: number, body: unknown): Problem {
  const kind = KINDS[status] ?? 'failed';

  if (!isStatus(body)) {
    return new Problem(kind, typeof body === 'string' && body.length < 300 ? body.trim() : '', status);
  }
  const causes = (body.details?.causes ?? []).map((cause) => [cause.field, cause.message].filter(Boolean).join(': '));

  return new Problem(kind, body.message ?? '', status, causes, body.metadata?.continue ?? '');
}

/** Whatever was thrown, as a problem; nothing for a request that we gave up ourselves. */
export function caught(thrown: unknown): Problem | undefined {
  if (thrown instanceof Problem) {
    return thrown;
  }
  if (thrown instanceof DOMException && thrown.name === 'AbortError') {
    return undefined;
  }

  return new Problem(thrown instanceof TypeError ? 'offline' : 'failed', thrown instanceof Error ? thrown.message : '');
}
