// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// Writes pkg/granary/types/crds.ts from the custom resource definitions and pkg/granary/types/inventory.ts from the
// OpenAPI document of the extension API. With --check it writes nothing, and fails when a file is out of step.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import yaml from 'js-yaml';

const ui = dirname(dirname(fileURLToPath(import.meta.url)));
const definitions = join(ui, '../charts/granary-crd/templates');
const openapi = join(ui, '../docs/reference/inventory-openapi.json');
const head = `// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// Written by \`npm run types\`. Do not edit.
`;

const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function comment(schema, indent) {
  return schema.description ? `${ indent }/** ${ schema.description.replace(/\s+/g, ' ').trim() } */\n` : '';
}

/** The TypeScript type of a schema; objects with properties become named interfaces, collected in out. */
function typeOf(schema, name, out) {
  if (schema.$ref) {
    return schema.$ref.split('.').at(-1);
  }
  if (schema.enum) {
    return schema.enum.map((value) => `'${ value }'`).join(' | ');
  }
  if (schema.anyOf || schema['x-kubernetes-int-or-string']) {
    return 'number | string';
  }
  switch (schema.type) {
  case 'string': return 'string';
  case 'integer':
  case 'number': return 'number';
  case 'boolean': return 'boolean';
  case 'array': return listOf(schema, name, out);
  case 'object': return objectOf(schema, name, out);
  default: return 'unknown';
  }
}

function listOf(schema, name, out) {
  const one = typeOf(schema.items, name.replace(/ies$/, 'y').replace(/(?<=ch|x)es$|s$/, ''), out);

  return one.includes('|') ? `(${ one })[]` : `${ one }[]`;
}

function objectOf(schema, name, out) {
  if (!schema.properties) {
    const value = schema.additionalProperties;

    return `Record<string, ${ value && value !== true ? typeOf(value, `${ name }Value`, out) : 'unknown' }>`;
  }
  const required = new Set(schema.required ?? []);
  const lines = Object.entries(schema.properties).map(([key, property]) => {
    const type = typeOf(property, name + upper(key), out);

    return `${ comment(property, '  ') }  ${ key }${ required.has(key) ? '' : '?' }: ${ type };\n`;
  });

  out.push(`${ comment(schema, '') }export interface ${ name } {\n${ lines.join('') }}\n`);

  return name;
}

function crds() {
  const blocks = [];

  for (const file of readdirSync(definitions).filter((name) => name.endsWith('.yaml')).sort()) {
    const { spec } = yaml.load(readFileSync(join(definitions, file), 'utf8'));
    const { kind } = spec.names;
    const { properties } = spec.versions.find((version) => version.storage).schema.openAPIV3Schema;
    const out = [];
    const parts = ['spec', 'status'].filter((part) => properties[part]?.properties);

    parts.forEach((part) => typeOf(properties[part], kind + upper(part), out));
    const fields = parts.map((part) => `  ${ part }${ part === 'spec' ? '' : '?' }: ${ kind + upper(part) };\n`);

    out.push(`export interface ${ kind } extends KubeObject {\n${ fields.join('') }}\n`);
    blocks.push(...out);
  }

  return `${ head }import type { KubeObject } from './kube';\n\n${ blocks.join('\n') }`;
}

function inventory() {
  const { schemas } = JSON.parse(readFileSync(openapi, 'utf8')).components;
  const out = [];

  for (const [id, schema] of Object.entries(schemas)) {
    objectOf(schema, id.split('.').at(-1), out);
  }

  return `${ head }\n${ out.join('\n') }`;
}

const wanted = { 'crds.ts': crds(), 'inventory.ts': inventory() };
const check = process.argv.includes('--check');

for (const [name, text] of Object.entries(wanted)) {
  const file = join(ui, 'pkg/granary/types', name);
  const same = existsSync(file) && readFileSync(file, 'utf8') === text;

  if (check && !same) {
    process.stderr.write(`${ name } is out of step with its source: run npm run types, and commit it\n`);
    process.exitCode = 1;
  } else if (!check) {
    writeFileSync(file, text);
  }
}
