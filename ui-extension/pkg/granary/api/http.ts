// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { problemOf } from './problem';

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  contentType?: string;
  accept?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  body: T;
  /** The texts of the Warning headers, without their codes. */
  warnings: string[];
}

function csrf(): Record<string, string> {
  const token = /(?:^|;\s*)CSRF=([^;]+)/.exec(document.cookie)?.[1];

  return token ? { 'X-Api-Csrf': decodeURIComponent(token) } : {};
}

/** Texts of `299 - "text"`, of which a header may hold several. */
export function warningsOf(header: string | null): string[] {
  const texts = (header ?? '').matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g);

  return [...texts].map((match) => match[1].replace(/\\(.)/g, '$1'));
}

/**
 * Asks Rancher, in whose session the page runs.
 *
 * Not through the shell's `management/request`: that one shows the warnings of every POST as a notification of its
 * own, and a query is a POST whose warnings (sites out of touch) belong into the page, each time it is refreshed.
 */
export async function send(path: string, ask: Ask = {}): Promise<Response> {
  const response = await fetch(path, {
    method: ask.method ?? 'GET',
    credentials: 'same-origin',
    headers: {
      Accept: ask.accept ?? 'application/json',
      ...(ask.body === undefined ? {} : { 'Content-Type': ask.contentType ?? 'application/json' }),
      ...csrf(),
    },
    body: ask.body === undefined ? undefined : JSON.stringify(ask.body),
    signal: ask.signal,
  });

  if (!response.ok) {
    const text = await response.text();

    throw problemOf(response.status, parsed(text));
  }

  return response;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export async function ask<T>(path: string, what: Ask = {}): Promise<Answer<T>> {
  const response = await send(path, what);

  return { body: await response.json() as T, warnings: warningsOf(response.headers.get('warning')) };
}
