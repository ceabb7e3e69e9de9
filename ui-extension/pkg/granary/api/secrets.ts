// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Secret } from '../domain/importing';
import type { OwnerReference } from '../types/kube';
import { ask, send } from './http';

/** The Secrets by which sites come to Rancher, with the rights of whoever looks. */
const pathOf = (namespace: string, name = ''): string =>
  [`/k8s/clusters/local/api/v1/namespaces/${ encodeURIComponent(namespace) }/secrets`, encodeURIComponent(name)]
    .filter(Boolean).join('/');

export async function createSecret(secret: Secret): Promise<void> {
  await send(pathOf(secret.metadata.namespace ?? ''), { method: 'POST', body: secret });
}

export async function removeSecret({ metadata: { namespace = '', name } }: Secret): Promise<void> {
  await send(pathOf(namespace, name), { method: 'DELETE' });
}

/** Lets it go when its owner does. */
export async function giveSecretTo({ metadata: { namespace = '', name } }: Secret, owner: OwnerReference & {
  apiVersion: string;
}): Promise<void> {
  await send(pathOf(namespace, name), {
    method: 'PATCH',
    body: { metadata: { ownerReferences: [owner] } },
    contentType: 'application/merge-patch+json',
  });
}

/** The one URL that somebody enters at the site; it holds the site's token, and is gone once the site is connected. */
export async function registrationUrl(namespace: string, site: string, signal?: AbortSignal): Promise<string> {
  const { body } = await ask<Secret>(pathOf(namespace, `${ site }-registration`), { signal });

  return atob(body.data?.url ?? '');
}
