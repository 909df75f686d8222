/** What a file imports, told from its text: by the syntax tree, not by patterns. */
import ts from 'typescript';

export interface Import {
  /** Empty when it cannot be told from the text. */
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const scriptBlock = /<script\b(?:"[^"]*"|'[^']*'|[^>"'])*>([\s\S]*?)<\/script\s*>/g;

/** All imports of a file; of a component those of its script and of its markup. */
export function importsOf(file: string, text: string): Import[] {
  if (!file.endsWith('.svelte')) return importsOfScript(text);
  const markup = text.replaceAll(scriptBlock, '');
  return [
    ...[...text.matchAll(scriptBlock)].flatMap(([, script = '']) => importsOfScript(script)),
    // `{#await import('…')}` and the like: the markup may hold any expression.
    ...[...markup.matchAll(/\bimport\s*\(\s*(?:(['"`])([^'"`]*)\1\s*\))?/g)].map(([, , specifier = '']) => ({
      specifier,
      typeOnly: false,
    })),
  ];
}

function importsOfScript(text: string): Import[] {
  // By position: preProcessFile finds every import, the syntax tree says which of them vanish from the built file.
  const source = ts.createSourceFile('any.ts', text, ts.ScriptTarget.ESNext, false);
  const erased = new Set<number>();
  const extra: Import[] = [];
  const note = (node: ts.Node): void => void erased.add(node.getStart(source));
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
      note(node.moduleSpecifier);
    if (ts.isExportDeclaration(node) && node.isTypeOnly && node.moduleSpecifier) note(node.moduleSpecifier);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) note(node.argument.literal);
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      const isLiteral = first !== undefined && ts.isStringLiteralLike(first);
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword && !isLiteral)
        extra.push({ specifier: '', typeOnly: false });
      // A glob inside of its own folder says what is imported; any other hides it.
      if (/^import\.meta\.glob\b/.test(node.expression.getText(source)))
        extra.push({ specifier: isLiteral && first.text.startsWith('./') ? first.text : '', typeOnly: false });
    }
    // A worker by URL is an import too.
    if (
      ts.isNewExpression(node) &&
      node.expression.getText(source) === 'URL' &&
      node.arguments?.[1]?.getText(source) === 'import.meta.url'
    ) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteralLike(first) && /\.(ts|js|mjs|svelte)$/.test(first.text))
        extra.push({ specifier: first.text, typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const { importedFiles, referencedFiles } = ts.preProcessFile(text, true, true);
  const imports = importedFiles.map(({ fileName, pos }) => ({
    specifier: fileName,
    typeOnly: isErased(erased, text, pos),
  }));
  return [
    ...imports,
    ...referencedFiles.map(({ fileName }) => ({
      specifier: fileName.startsWith('.') ? fileName : `./${fileName}`,
      typeOnly: true,
    })),
    ...extra,
  ];
}

/** preProcessFile gives the place of the quote or the one just behind the blank before it, by kind of import. */
function isErased(erased: ReadonlySet<number>, text: string, pos: number): boolean {
  let at = pos;
  while (/\s/.test(text[at] ?? '')) at++;
  return erased.has(at) || erased.has(at - 1);
}
