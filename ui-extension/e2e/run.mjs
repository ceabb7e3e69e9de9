// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// Runs the paths of persons over the real shell, the real hub and the simulated fleet: starts the demo unless one is
// named by READY=…/ready.json, and ends with the line "N passed, N failed". Names as arguments choose some.
import { readdirSync } from 'node:fs';
import { open } from './browser.mjs';
import { cluster } from './cluster.mjs';
import { demo } from './demo.mjs';

const chosen = process.argv.slice(2);
const started = Date.now();
const { ready, stop } = await demo();
const browser = await open(ready);
const kube = cluster(ready);
let [passed, failed] = [0, 0];

for (const file of readdirSync(new URL('specs/', import.meta.url)).sort()) {
  const { default: stories } = await import(new URL(`specs/${ file }`, import.meta.url));

  for (const [name, story] of Object.entries(stories)) {
    if (chosen.length && !chosen.some((word) => (file + name).includes(word))) {
      continue;
    }
    const begun = Date.now();

    try {
      await story({ browser, kube, ready });
      passed++;
      console.log(`  passed  ${ name } (${ ((Date.now() - begun) / 1000).toFixed(1) } s)`);
    } catch (error) {
      failed++;
      console.log(`  FAILED  ${ name }: ${ error.message.split('\n').slice(0, 12).join('\n          ') }`);
    }
  }
}
await browser.close();
kube.close();
await stop();
console.log(`${ passed } passed, ${ failed } failed (${ Math.round((Date.now() - started) / 1000) } s)`);
process.exit(failed || !passed ? 1 : 0);
