// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { KubeStatus } from '../types/kube';
import { send } from './http';
import { problemOf } from './problem';

export interface WatchEvent<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: T;
}

/** The events of a watch, until the server ends the stream. */
export async function* events<T>(path: string, signal: AbortSignal, accept?: string): AsyncGenerator<WatchEvent<T>> {
  const response = await send(path, { accept, signal });

  for await (const line of lines(response)) {
    const event = JSON.parse(line) as WatchEvent<T>;

    if (event.type === 'ERROR') {
      const status = event.object as KubeStatus;

      throw problemOf(status.code ?? 500, status);
    }
    yield event;
  }
}

async function* lines(response: Response): AsyncGenerator<string> {
  if (!response.body) {
    return;
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';

  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const whole = (rest + part.value).split('\n');

    rest = whole.pop() ?? '';
    yield * whole.filter((line) => line.trim());
  }
}
