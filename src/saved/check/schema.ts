/**
 * @file A value against a JSON Schema: of its keywords those that `report.schema.json` uses. Not by a library, since one
 * that interprets takes 0.3 s for a large report, one that compiles 0.7 s or 440 KB of code; `test/saved/` holds this one
 * against ajv.
 */
import { received } from '../../core/options.ts';

/** A schema, or a part of one. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly definitions?: { readonly [name: string]: Schema };
}

/** Where a value differs from its schema. */
export interface Fault {
  /** The value, as JavaScript would name it: `layers[3].scope`. */
  readonly at: string;
  /** After the name of the value: `is missing`, `must be an integer, got "x"`. */
  readonly what: string;
}

/** Where a fault lies is written on the way back: a large file has 100,000 places without one. */
type Check = (value: unknown) => Fault | null;

const NOUNS: Readonly<Record<string, string>> = {
  integer: 'an integer',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

/** Whether a value is of a type. */
type Is = (value: unknown) => boolean;

const IS: Readonly<Record<string, Is>> = {
  integer: Number.isSafeInteger,
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  null: (value) => value === null,
};

/** Of one of several types; of any where none is named. Most values have one. */
function isOneOf(types: readonly string[]): Is {
  const [first = () => true, second, ...others] = types.map((type) => IS[type]!);
  if (second === undefined) return first;
  return (value) => first(value) || second(value) || others.some((is) => is(value));
}

/** The words for one of several. */
const oneOf = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const member = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;

/** A fault within a part, seen from the whole. */
const within = (part: string, { at, what }: Fault): Fault => ({ at: part + at, what });

const mustBe = (expected: string): ((value: unknown) => Fault) => {
  const what = `must be ${expected}, got`;
  return (value) => ({ at: '', what: `${what} ${received(value)}` });
};

class Compiler {
  readonly #definitions: { readonly [name: string]: Schema };
  readonly #compiled = new Map<string, Check>();

  constructor(root: Schema) {
    this.#definitions = root.definitions ?? {};
  }

  compile(schema: Schema): Check {
    if (schema.$ref !== undefined) return this.#referred(schema.$ref.slice('#/definitions/'.length));
    if (schema.anyOf !== undefined)
      return this.#any(schema.anyOf.map((each) => ({ schema: each, check: this.compile(each) })));
    if (schema.const !== undefined || schema.enum !== undefined)
      return this.#among(schema.enum ?? [schema.const]);
    const types = schema.type === undefined ? [] : [schema.type].flat();
    const wrongType = mustBe(oneOf(types.map((type) => NOUNS[type]!)));
    const ofObject = types.includes('object') ? this.#object(schema) : null;
    const ofArray = types.includes('array') ? this.#array(schema) : null;
    const { minimum = -Infinity } = schema;
    const is = isOneOf(types);
    if (ofObject === null && ofArray === null && minimum === -Infinity)
      return (value) => (is(value) ? null : wrongType(value));
    return (value) => {
      if (!is(value)) return wrongType(value);
      if (typeof value === 'number' && value < minimum)
        return { at: '', what: `must be ${minimum} or more, got ${value}` };
      if (Array.isArray(value)) return ofArray?.(value) ?? null;
      return typeof value === 'object' && value !== null ? (ofObject?.(value) ?? null) : null;
    };
  }

  /** A definition, which may refer to itself: it is compiled when it is first needed. */
  #referred(name: string): Check {
    return (value) => {
      let check = this.#compiled.get(name);
      if (check === undefined) this.#compiled.set(name, (check = this.compile(this.#definitions[name]!)));
      return check(value);
    };
  }

  #among(values: readonly unknown[]): Check {
    const allowed = new Set(values);
    const wrong = mustBe(oneOf(values.map((each) => JSON.stringify(each))));
    return (value) => (allowed.has(value) ? null : wrong(value));
  }

  /** Of several that fail, the one that goes deepest says best what is wrong. */
  #any(choices: readonly { readonly schema: Schema; readonly check: Check }[]): Check {
    const nouns = choices.map(({ schema }) => NOUNS[String(schema.type)] ?? 'an object');
    const wrong = mustBe(oneOf([...new Set(nouns)]));
    return (value) => {
      let deepest: Fault | null = null;
      for (const { check } of choices) {
        const fault = check(value);
        if (fault === null) return null;
        if (fault.at.length > (deepest?.at.length ?? 0)) deepest = fault;
      }
      return deepest ?? wrong(value);
    };
  }

  #object({ properties = {}, required = [], additionalProperties = true }: Schema): Check {
    const known = new Map(Object.entries(properties).map(([name, schema]) => [name, this.compile(schema)]));
    const others = typeof additionalProperties === 'object' ? this.compile(additionalProperties) : null;
    return (value) => {
      const object = value as Readonly<Record<string, unknown>>;
      for (const name of required)
        if (!Object.hasOwn(object, name)) return { at: member(name), what: 'is missing' };
      for (const name of Object.keys(object)) {
        const check = known.get(name) ?? others;
        if (check === null && additionalProperties === false)
          return { at: member(name), what: 'is no field of this version' };
        const fault = check?.(object[name]) ?? null;
        if (fault !== null) return within(member(name), fault);
      }
      return null;
    };
  }

  #array({ items, minItems = 0, maxItems = Infinity }: Schema): Check {
    const each = items === undefined ? [] : [items].flat().map((schema) => this.compile(schema));
    const isTuple = Array.isArray(items);
    return (value) => {
      const list = value as readonly unknown[];
      if (list.length < minItems || list.length > maxItems)
        return {
          at: '',
          what: `must have ${minItems === maxItems ? minItems : `${minItems} or more`} items, got ${list.length}`,
        };
      for (let i = 0; i < list.length; i++) {
        const check = isTuple ? each[i] : each[0];
        const fault = check?.(list[i]) ?? null;
        if (fault !== null) return within(`[${i}]`, fault);
      }
      return null;
    };
  }
}

/** What finds the first difference of a value from a schema. */
export function checkerOf(schema: Schema): (value: unknown) => Fault | null {
  const check = new Compiler(schema).compile(schema);
  return (value) => {
    const fault = check(value);
    return fault === null ? null : { at: fault.at.replace(/^\./, ''), what: fault.what };
  };
}
