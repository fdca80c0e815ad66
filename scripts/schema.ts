/** @file Writes the schemas that are shipped from their types; `--check` fails where one differs. */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { createGenerator } from 'ts-json-schema-generator';

const ROOT = new URL('..', import.meta.url).pathname;

/** A schema, and the type that says the same. */
export interface Schema {
  /** From the project's folder. */
  readonly file: string;
  readonly source: string;
  readonly type: string;
  readonly title: string;
}

export const SCHEMAS = {
  report: {
    file: 'src/saved/report.schema.json',
    source: 'src/saved/file.ts',
    type: 'ReportFile',
    title: 'A saved report of tfjs-flops',
  },
  config: {
    file: 'src/gate/config.schema.json',
    source: 'src/gate/config.ts',
    type: 'BudgetConfig',
    title: 'Limits for tfjs-flops check',
  },
} as const satisfies Record<string, Schema>;

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

/** The schema as the type has it now. */
export async function generateSchema({ file, source, type, title }: Schema): Promise<string> {
  const schema = createGenerator({
    path: `${ROOT}${source}`,
    tsconfig: `${ROOT}tsconfig.json`,
    type,
    skipTypeCheck: true,
    additionalProperties: false,
    topRef: false,
  }).createSchema(type);
  const filepath = `${ROOT}${file}`;
  const titled = { title, ...(withPlainNames(schema) as object) };
  return format(JSON.stringify(titled), { ...(await resolveConfig(filepath)), filepath });
}

if (process.argv[1] === import.meta.filename)
  for (const each of Object.values(SCHEMAS)) {
    const schema = await generateSchema(each);
    if (!process.argv.includes('--check')) await writeFile(`${ROOT}${each.file}`, schema);
    else if ((await readFile(`${ROOT}${each.file}`, 'utf8').catch(() => '')) !== schema) {
      console.error(`${each.file} is not what ${each.source} says: npm run schema`);
      process.exitCode = 1;
    }
  }
