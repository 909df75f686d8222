/** Own lint rule: no API that is younger than the browser of the oldest tills. */
import browserData from '@mdn/browser-compat-data/forLegacyNode';
import { baseline } from '../walls.mjs';

/**
 * What the baseline browser lacks, told from the types: a member of a lib type, or a global, that MDN's data dates later. Not
 * eslint-plugin-compat: it goes by names alone, knows few static methods and no instance ones. New members of the language itself are
 * errors of the compiler (`lib` es2022). A use that was asked for first (`typeof x`, `'x' in y`) needs a disabling comment with the reason.
 */
export const baselineRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      newer:
        '{{name}} {{since}}; tills run Chromium {{baseline}} (the last on Windows 7 and 8.1): it would fail there.',
    },
  },
  create(context) {
    const { program, esTreeNodeToTSNodeMap: nodes } = context.sourceCode.parserServices;
    if (!program) throw new Error(`${context.filename} is in no tsconfig: the baseline cannot be told without types.`);
    const checker = program.getTypeChecker();
    const told = (node, name, entry) => {
      const since = entry && addedIn(entry);
      if (since !== undefined && since > baseline)
        context.report({
          node,
          messageId: 'newer',
          data: { name, since: since === Infinity ? 'is in no Chromium' : `came with Chromium ${since}`, baseline },
        });
    };
    const member = (node, name, objectType, symbol) => {
      const found = symbol && memberData(checker, program, objectType, symbol, name);
      if (found) told(node, found.name, found.entry);
    };
    return {
      MemberExpression(node) {
        const name = node.computed ? node.property.value : node.property.name;
        if (typeof name === 'string')
          member(
            node.property,
            name,
            checker.getTypeAtLocation(nodes.get(node.object)),
            checker.getSymbolAtLocation(nodes.get(node.property)),
          );
      },
      'ObjectPattern > Property[computed=false]'(node) {
        const type = checker.getTypeAtLocation(nodes.get(node.parent));
        member(node.key, node.key.name, type, node.key.name && type.getProperty(node.key.name));
      },
      'Program:exit'(node) {
        const scope = context.sourceCode.getScope(node);
        const unresolved = [
          ...scope.through,
          ...scope.variables.filter(({ defs }) => defs.length === 0).flatMap(({ references }) => references),
        ];
        for (const { identifier, isTypeReference } of new Set(unresolved)) {
          if (isTypeReference || identifier.parent?.operator === 'typeof') continue;
          const { name } = identifier;
          told(
            identifier,
            name,
            own(browserData.api, name) ??
              own(browserData.javascript.builtins, name) ??
              own(browserData.api.Window, name),
          );
        }
      },
    };
  },
};

const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);

/** Chromium's version that brought it; Infinity: none did; undefined: not known. */
function addedIn({ __compat: compat }) {
  const support = compat?.support.chrome;
  if (!support) return undefined;
  const versions = [support].flat().filter(({ flags, prefix, alternative_name: other }) => !flags && !prefix && !other);
  return Math.min(
    Infinity,
    ...versions.map(({ version_added: added }) =>
      typeof added === 'string' && added !== 'preview' ? Number(added.replace('≤', '')) : Infinity,
    ),
  );
}

/** MDN's entry of a member that a lib file declares: by the type of the object first, because lib files declare mixins that MDN does not know. */
function memberData(checker, program, objectType, symbol, name) {
  const declaration = symbol.declarations?.find((one) => program.isSourceFileDefaultLibrary(one.getSourceFile()));
  if (!declaration) return undefined;
  const { parent } = declaration;
  const holder = parent.name ?? parent.parent?.name;
  if (!holder) return undefined;
  // `declare var URL: { canParse… }`, `interface PromiseConstructor`, `namespace CSS` hold what is static.
  const isStatic = !parent.name || holder.text.endsWith('Constructor');
  const owners = isStatic
    ? [holder.text.replace(/Constructor$/, '')]
    : [...typeNames(checker, objectType), holder.text];
  for (const owner of owners) {
    const entry =
      own(own(browserData.api, owner), isStatic ? `${name}_static` : name) ??
      own(own(browserData.javascript.builtins, owner), name);
    if (entry) return { name: `${owner}.${name}`, entry };
  }
  return undefined;
}

function typeNames(checker, type) {
  const parts = type.isUnionOrIntersection() ? type.types : [checker.getApparentType(type)];
  return parts.flatMap((part) =>
    part.symbol
      ? [
          part.symbol.name,
          ...(part.isClassOrInterface()
            ? (checker.getBaseTypes(part) ?? []).flatMap((base) => typeNames(checker, base))
            : []),
        ]
      : [],
  );
}
