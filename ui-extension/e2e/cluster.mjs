// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// The simulated cluster as kubectl would speak to it, to prepare what a person then sees.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';

export function cluster(ready, user = 'admin') {
  const config = readFileSync(ready.kubeconfig, 'utf8');
  const token = new RegExp(`- name: ${ user }\\n  user: {token: "([^"]+)"`).exec(config)[1];
  const ca = Buffer.from(/certificate-authority-data: ([^}\s]+)/.exec(config)[1], 'base64');
  const agent = new Agent({ ca, keepAlive: true });

  const send = (method, url, body) => new Promise((resolve, reject) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { authorization: `Bearer ${ token }`, 'content-type': type };
    const call = request(url, { method, headers, agent }, (response) => {
      let text = '';

      response.on('data', (part) => { text += part; });
      response.on('end', () => resolve({ status: response.statusCode, body: text ? JSON.parse(text) : undefined }));
    });

    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });

  return {
    get: (path) => send('GET', ready.local + path),
    create: (path, object) => send('POST', ready.local + path, object),
    remove: (path) => send('DELETE', ready.local + path),
    /** As somebody at a site would: past Granary, through Rancher. */
    patchAt: (site, path, change) => send('PATCH', `${ ready.rancher }/k8s/clusters/${ site }${ path }`, change),
    getAt: (site, path) => send('GET', `${ ready.rancher }/k8s/clusters/${ site }${ path }`),
    createAt: (site, path, object) => send('POST', `${ ready.rancher }/k8s/clusters/${ site }${ path }`, object),
    removeAt: (site, path) => send('DELETE', `${ ready.rancher }/k8s/clusters/${ site }${ path }`),
    /** As somebody at a site that is in no Rancher yet. */
    patchNewcomer: (site, path, change) => send('PATCH', `${ ready.rancher }/simulator/harvester/${ site }${ path }`,
      change),
    /** See SimulatorApi: cut, restore, image-fails and others. */
    fault: (what) => send('POST', `${ ready.rancher }/simulator/faults`, what),
    close: () => agent.destroy(),
  };
}
