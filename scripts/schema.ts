/** @file Writes `report.schema.json` from the types in `src/saved/file.ts`; `--check` fails where they differ. */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { createGenerator } from 'ts-json-schema-generator';

const FILE = new URL('../src/saved/report.schema.json', import.meta.url).pathname;
const ROOT = new URL('..', import.meta.url).pathname;

/** Names of types without the signs of generic ones, which a `$ref` would have to escape. */
const plainName = (name: string): string => name.replaceAll(/%[0-9A-F]{2}|[^A-Za-z0-9]/g, '');

function withPlainNames(value: unknown, key = ''): unknown {
  if (key === '$ref') return `#/definitions/${plainName(String(value).slice('#/definitions/'.length))}`;
  if (Array.isArray(value)) return value.map((each) => withPlainNames(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      key === 'definitions' ? plainName(name) : name,
      withPlainNames(field, name),
    ]),
  );
}

/** The schema as the types have it now. */
export async function generateSchema(): Promise<string> {
  const schema = createGenerator({
    path: `${ROOT}src/saved/file.ts`,
    tsconfig: `${ROOT}tsconfig.json`,
    type: 'ReportFile',
    skipTypeCheck: true,
    additionalProperties: false,
    topRef: false,
  }).createSchema('ReportFile');
  const titled = { title: 'A saved report of tfjs-flops', ...(withPlainNames(schema) as object) };
  return format(JSON.stringify(titled), { ...(await resolveConfig(FILE)), filepath: FILE });
}

if (process.argv[1] === import.meta.filename) {
  const schema = await generateSchema();
  if (!process.argv.includes('--check')) await writeFile(FILE, schema);
  else if ((await readFile(FILE, 'utf8')) !== schema) {
    console.error('src/saved/report.schema.json is not what src/saved/file.ts says: npm run schema');
    process.exitCode = 1;
  }
}
