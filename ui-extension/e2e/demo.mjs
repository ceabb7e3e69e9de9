// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// A running demo: the one that READY names, or one of its own, on a free port and with a small fleet.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = new URL('../../', import.meta.url).pathname;
const OWN = `${ ROOT }target/demo/ready.json`;
const PATIENCE = 900;

export async function demo() {
  if (process.env.READY) {
    return { ready: JSON.parse(readFileSync(process.env.READY, 'utf8')), stop: async() => {} };
  }
  rmSync(OWN, { force: true });
  // A stage of an upgrade takes half a minute in the demo at most, and so a hang is one after that.
  const env = { SITES: '40', VMS: '20', PORT: '0', GRANARY_UPGRADES_STUCK_SERVICES: '30s', ...process.env };
  const child = spawn(`${ ROOT }bin/demo`, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  let ended = false;

  child.on('exit', () => { ended = true; });
  for (let second = 0; second < PATIENCE && !ended && !existsSync(OWN); second++) {
    await pause(1000);
  }
  if (ended || !existsSync(OWN)) {
    child.kill('SIGTERM');
    throw new Error('the demo did not start; its last lines say why');
  }
  const ready = JSON.parse(readFileSync(OWN, 'utf8'));

  if (!ready.pages) {
    child.kill('SIGTERM');
    throw new Error('the demo has no pages; bin/pages says why');
  }

  return {
    ready,
    async stop() {
      child.kill('SIGTERM');
      for (let second = 0; second < 30 && !ended; second++) {
        await pause(1000);
      }
    },
  };
}
