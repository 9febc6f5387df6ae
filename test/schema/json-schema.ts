/** A JSON Schema, as far as those published here go. */
export interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  propertyNames?: JsonSchema;
  maxProperties?: number;
  additionalProperties?: JsonSchema | boolean;
  required?: string[];
  $defs?: Record<string, JsonSchema>;
  $ref?: string;
}

const KNOWN = new Set(['$schema', 'description', 'default', 'deprecated', 'unit', 'type', 'const', 'enum', 'anyOf', 'minimum', 'maximum', 'exclusiveMinimum', 'minLength', 'maxLength', 'pattern', 'minItems', 'maxItems', 'items', 'properties', 'propertyNames', 'maxProperties', 'additionalProperties', 'required']); // biome-ignore format: a list

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'number' && !Number.isFinite(value) ? 'no JSON' : typeof value; // biome-ignore format: a line

/** Whether a value is as a schema says: JSON Schema's own rules, written from its specification. Throws for a keyword that it does not know. */
export function isValid(schema: JsonSchema | boolean, value: unknown): boolean {
  if (typeof schema === 'boolean') return schema;
  for (const key of Object.keys(schema)) if (!KNOWN.has(key)) throw new Error(`keyword ${key}`);
  const type = typeOf(value);
  const types = schema.type === undefined ? undefined : [schema.type].flat();
  if (types && !types.includes(type) && !(type === 'number' && types.includes('integer') && Number.isInteger(value))) return false; // biome-ignore format: a line
  if ('const' in schema && schema.const !== value) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.anyOf && !schema.anyOf.some((each) => isValid(each, value))) return false;
  if (typeof value === 'number') return isNumberValid(schema, value);
  if (typeof value === 'string') return isTextValid(schema, value);
  if (Array.isArray(value)) {
    const { minItems = 0, maxItems = Infinity, items } = schema;
    return value.length >= minItems && value.length <= maxItems && value.every((each) => isValid(items ?? true, each));
  }
  return type !== 'object' || areKeysValid(schema, value as Record<string, unknown>);
}

function isNumberValid({ minimum = -Infinity, maximum = Infinity, exclusiveMinimum }: JsonSchema, n: number): boolean {
  return n >= minimum && n <= maximum && !(exclusiveMinimum !== undefined && n <= exclusiveMinimum);
}

function isTextValid({ minLength = 0, maxLength = Infinity, pattern }: JsonSchema, text: string): boolean {
  return (
    text.length >= minLength && text.length <= maxLength && (pattern === undefined || new RegExp(pattern).test(text))
  );
}

function areKeysValid(schema: JsonSchema, value: Record<string, unknown>): boolean {
  const {
    properties = {},
    propertyNames,
    additionalProperties = true,
    required = [],
    maxProperties = Infinity,
  } = schema;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined); // left out, by a program
  return (
    keys.length <= maxProperties &&
    required.every((key) => keys.includes(key)) &&
    keys.every(
      (key) =>
        isValid(propertyNames ?? true, key) &&
        isValid(Object.hasOwn(properties, key) ? properties[key] : additionalProperties, value[key]),
    )
  );
}

/** A schema with its own definitions in the place of the references to them. */
export function inlined({ $defs = {}, ...schema }: JsonSchema): JsonSchema {
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    const { $ref, ...rest } = node as JsonSchema;
    const own = Object.entries(rest).map(([key, each]) => [key, visit(each)]);
    const shared = $ref === undefined ? {} : visit($defs[$ref.replace('#/$defs/', '')]); // a definition may refer to others
    return { ...(shared as JsonSchema), ...Object.fromEntries(own) };
  };
  return visit(schema) as JsonSchema;
}
