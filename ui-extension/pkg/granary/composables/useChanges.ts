// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { onScopeDispose } from 'vue';
import type { changes, MachineEvent } from '../api/inventory';
import { caught } from '../api/problem';
import type { VirtualMachineQuerySpec } from '../types/inventory';

const TOGETHER = 300;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

export interface ChangeOptions {
  follow: typeof changes;
  /** Changes that came in a short while, in their order. */
  onChanges: (events: MachineEvent[]) => void;
  /** Changes were missed: what is shown is to be asked for anew. */
  onGap: () => void;
}

/** Follows what changes among the machines of one question at a time, for as long as the page is open. */
export function useChanges({ follow, onChanges, onGap }: ChangeOptions) {
  let running: AbortController | undefined;
  let waiting: MachineEvent[] = [];
  let telling: ReturnType<typeof setTimeout> | undefined;
  let broken = false;

  function tell(event: MachineEvent): void {
    waiting.push(event);
    telling ??= setTimeout(() => {
      const together = waiting;

      [telling, waiting] = [undefined, []];
      onChanges(together);
    }, TOGETHER);
  }

  /** One stream to its end; the version to go on from. */
  async function read(spec: VirtualMachineQuerySpec, from: string, signal: AbortSignal): Promise<string> {
    let version = from;

    for await (const event of follow(spec, from, signal)) {
      if (signal.aborted) {
        break;
      }
      broken = false;
      version = event.object.metadata?.resourceVersion || version;
      if (event.type !== 'BOOKMARK') {
        tell(event);
      }
    }

    return version;
  }

  async function run(spec: VirtualMachineQuerySpec, from: string, { signal }: AbortController): Promise<void> {
    let version = from;
    let pause = FIRST_PAUSE;

    while (!signal.aborted) {
      const begun = Date.now();

      try {
        version = await read(spec, version, signal);
        pause = Date.now() - begun < FIRST_PAUSE ? Math.min(pause * 2, LONGEST_PAUSE) : FIRST_PAUSE;
      } catch (thrown) {
        broken = true;
        pause = Math.min(pause * 2, LONGEST_PAUSE);
        if (caught(thrown)?.kind === 'expired' && !signal.aborted) {
          // What is asked for anew brings the version with it.
          running = undefined;
          onGap();

          return;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, signal.aborted ? 0 : pause));
    }
  }

  function stop(): void {
    running?.abort();
    running = undefined;
    clearTimeout(telling);
    [telling, waiting, broken] = [undefined, [], false];
  }

  onScopeDispose(stop);

  return {
    /** Whether changes cannot be followed now. */
    isBroken: () => broken,
    isOn: () => running !== undefined,
    stop,
    from: (spec: VirtualMachineQuerySpec, version: string): void => {
      stop();
      if (version) {
        running = new AbortController();
        void run(spec, version, running);
      }
    },
  };
}
