/** Own lint rule: no table is asked for a word that came from outside as if every word were a key of ours. */
import typescript from 'typescript';

const { TypeFlags } = typescript;

/**
 * A table of our own, indexed by any text: `table['constructor']` is a function of every object, and an answer, a name of goods or a code of a maker may be
 * that word. Told from the types: a key that is `string`, or a template of one, of an object with an index signature. Keys from a closed list are ours.
 */
export const foreignKeyRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { foreign: 'Any text may be «constructor»: ask `own(table, key)` of domain/own.ts, or keep a Map.' },
  },
  create(context) {
    const { program, esTreeNodeToTSNodeMap: nodes } = context.sourceCode.parserServices;
    if (!program) throw new Error(`${context.filename} is in no tsconfig: keys cannot be told without types.`);
    const checker = program.getTypeChecker();
    const partsOf = (type) => (type.isUnionOrIntersection() ? type.types.flatMap(partsOf) : [type]);
    const constrained = (node) => {
      const type = checker.getTypeAtLocation(nodes.get(node));
      return checker.getBaseConstraintOfType(type) ?? type;
    };
    const isText = (node) =>
      partsOf(constrained(node)).some(
        ({ flags }) =>
          (flags & (TypeFlags.String | TypeFlags.TemplateLiteral | TypeFlags.StringMapping | TypeFlags.Any)) !== 0,
      );
    const isTable = (node) =>
      partsOf(constrained(node)).some((type) =>
        checker.getIndexInfosOfType(type).some(({ keyType }) => (keyType.flags & TypeFlags.String) !== 0),
      );
    return {
      'MemberExpression[computed=true]'(node) {
        if (node.property.type !== 'Literal' && isText(node.property) && isTable(node.object))
          context.report({ node: node.property, messageId: 'foreign' });
      },
      // True of «constructor» for every object.
      'BinaryExpression[operator="in"]'(node) {
        if (node.left.type !== 'Literal' && node.left.type !== 'PrivateIdentifier' && isText(node.left))
          context.report({ node: node.left, messageId: 'foreign' });
      },
    };
  },
};
