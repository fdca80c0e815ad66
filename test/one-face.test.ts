/**
 * @file No flag and no command of the command line is named outside `src/cli`, and no message is parsed: what code needs
 * of an error is data.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dashed } from '../src/cli/command.ts';
import { COMMANDS } from '../src/cli/commands/all.ts';
import { EVERYWHERE } from '../src/cli/flags.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Source {
  readonly path: string;
  readonly text: string;
}

const FILES: readonly Source[] = ['src', 'models'].flatMap((folder) =>
  readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ path: `${folder}/${file}`, text: readFileSync(`${ROOT}${folder}/${file}`, 'utf8') })),
);

/** Strings before comments, so that `https://` begins none. */
const STRING_OR_COMMENT = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[^]*?\*\/|\/\/.*/g;

const withoutComments = (text: string): string =>
  text.replaceAll(STRING_OR_COMMENT, (found) => (/^\/[/*]/.test(found) ? '' : found));

/** Flags of other programs: Chromium's, the converter's, package managers'. */
const FOREIGN_FLAGS = new Set([
  '--cask',
  '--disable-quic',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--no-first-run',
  '--no-sandbox',
  '--output_format',
  '--input_format',
  '--tflite',
  '--output',
  '--remote-debugging-port',
  '--use-angle',
  '--use-webgpu-adapter',
]);

const READS =
  'split|match|matchAll|replace|replaceAll|slice|substring|substr|at|search|indexOf|includes|startsWith|endsWith';

/** A message that is read further: `.message.split(`, `(… .message : String(error)).replace(`, `.exec(error.message)`. */
const PARSED = new RegExp(
  String.raw`\bmessage\??\.(?:${READS})\(|\.message\b[^;{}\n]{0,40}\)\s*\??\.(?:${READS})\(|\.(?:exec|test)\([^()\n]*\.message\b`,
  'g',
);

/** The one reader of foreign messages; and what asks a browser's message, which has many lines, for its only hint. */
const READERS = new Set(['src/core/first-line.ts', 'src/backends/chromium/launch.ts']);

interface Rule {
  readonly says: string;
  find(file: Source): readonly string[];
}

const outsideCli = ({ path }: Source): boolean => !path.startsWith('src/cli/');

const RULES: readonly Rule[] = [
  {
    says: 'name no flag outside src/cli',
    find: (file) =>
      outsideCli(file)
        ? [...withoutComments(file.text).matchAll(/(?<![\w-])--[a-z][\w-]*/g)]
            .map(([flag]) => flag)
            .filter((flag) => !FOREIGN_FLAGS.has(flag))
        : [],
  },
  {
    says: 'name no command of tfjs-flops outside src/cli',
    find: (file) =>
      outsideCli(file)
        ? [...withoutComments(file.text).matchAll(/\btfjs-flops (?=[a-z-])\S+/g)].map(([command]) => command)
        : [],
  },
  {
    says: 'parse no message',
    find: (file) =>
      READERS.has(file.path) ? [] : [...withoutComments(file.text).matchAll(PARSED)].map(([found]) => found),
  },
];

describe('src and models', () => {
  it.each(RULES.map((rule) => [rule.says, rule] as const))('%s', (_, rule) => {
    const offenders = FILES.flatMap((file) => rule.find(file).map((found) => `${file.path}: ${found}`));
    expect(offenders).toEqual([]);
  });

  it('have no exception that is no longer needed', () => {
    const all = FILES.map(({ text }) => withoutComments(text)).join('\n');
    for (const flag of FOREIGN_FLAGS) expect(all).toContain(flag);
    const own = [...COMMANDS.map(({ flags }) => flags), EVERYWHERE].flatMap((flags) =>
      Object.keys(flags).map(dashed),
    );
    expect(own.filter((flag) => FOREIGN_FLAGS.has(flag))).toEqual([]);
  });
});

describe('the rules', () => {
  const [flags, commands, messages] = RULES;
  const find = (rule: Rule | undefined, text: string, path = 'src/room/planted.ts'): readonly string[] =>
    rule!.find({ path, text });

  it.each([
    ["throw new E('leave --image-size out');", '--image-size'],
    ['const a = `give ${x}, or --no-weights`;', '--no-weights'],
    ["checkPositive('--classes', classes);", '--classes'],
    ['const url = "https://x"; // a comment\nconst b = "or --debug";', '--debug'],
  ])('catch a flag: %j', (text, flag) => {
    expect(find(flags, text)).toEqual([flag]);
    expect(find(flags, text, 'src/cli/planted.ts')).toEqual([]);
  });

  it.each([
    ["list: 'all: tfjs-flops models',", 'tfjs-flops models'],
    ['`npx tfjs-flops backends`', 'tfjs-flops backends`'],
  ])('catch a command: %j', (text, command) => {
    expect(find(commands, text)[0]).toContain(command.slice(0, 15));
    expect(find(commands, text, 'src/cli/planted.ts')).toEqual([]);
  });

  it.each([
    "const [reason = ''] = error.message.split(' Choose');",
    "const line = (error instanceof Error ? error.message : String(error)).split('\\n')[0];",
    String.raw`why: error.message.replace(/\.$/, '')`,
    'const missing = NOT_REGISTERED.exec(error.message)?.[1];',
    'const isAbsent = /absent/.test(cause.message);',
    'const { message } = error; return message.slice(0, 10);',
    "error instanceof Error && error.message.includes('No usable sandbox')",
  ])('catch a message that is parsed: %j', (text) => {
    expect(find(messages, text)).toHaveLength(1);
    expect(find(messages, text, 'src/cli/planted.ts')).toHaveLength(1);
  });

  it.each([
    "/** Say --image-size 2, or tfjs-flops models. */\n// error.message.split('x')\nconst a = 'nothing';",
    'return { why: firstLineOf(error) };',
    'const message = error instanceof Error ? error.message : String(error);',
    "import { profile } from 'tfjs-flops';",
  ])('let pass what is none: %j', (text) => {
    for (const rule of RULES) expect(find(rule, text)).toEqual([]);
  });
});
