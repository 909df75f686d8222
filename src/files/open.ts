/** What a picked file is: told by its content, for a name may lie. */
import { beginning, xmlEncoding, type Source } from './bytes.ts';
import { openCommerceMl } from './commerce-ml.ts';
import { openCsv } from './csv.ts';
import type { OpenFile } from './format.ts';
import { openJson } from './json.ts';
import { FileRefused, mostBytes } from './limits.ts';
import { isWorkbook, openXlsx } from './xlsx.ts';
import { openYml } from './yml.ts';
import { entrySource, zipNames } from './zip.ts';

/** By so many bytes a file is known. */
const headBytes = 8_192;

type Kind = 'zip' | 'old-xls' | 'commerce-ml' | 'yml' | 'other-xml' | 'json' | 'text';

async function kindOf(source: Source): Promise<Kind> {
  const head = await beginning(source, headBytes);
  if (head.length === 0) throw new FileRefused('empty');
  if (head[0] === 0x50 && head[1] === 0x4b) return 'zip';
  if (head[0] === 0xd0 && head[1] === 0xcf && head[2] === 0x11 && head[3] === 0xe0) return 'old-xls';
  const text = new TextDecoder(xmlEncoding(head))
    .decode(head)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text.startsWith('<')) {
    if (/<КоммерческаяИнформация/.test(text)) return 'commerce-ml';
    if (/<yml_catalog/.test(text)) return 'yml';
    return 'other-xml';
  }
  // Controls stand in no text.
  if (/[\u0000-\u0008\u000e-\u001a]/.test(text.slice(0, 2_000))) throw new FileRefused('unknown-format');
  return /^[[{]/.test(text) ? 'json' : 'text';
}

/** Files of one exchange may be picked together; of others the first counts. */
export async function openGoods(sources: readonly Source[]): Promise<OpenFile> {
  const [first] = sources;
  if (!first) throw new FileRefused('empty');
  if (sources.some(({ size }) => size > mostBytes)) throw new FileRefused('too-big');
  const kind = await kindOf(first);
  switch (kind) {
    case 'zip':
      return openZip(first, sources);
    case 'old-xls':
      // A workbook under a password is such a container, too.
      throw new FileRefused(/\.xlsx$/i.test(first.name) ? 'password' : 'old-xls');
    case 'commerce-ml':
      return openCommerceMl(await exchange(sources));
    case 'yml':
      return openYml(first);
    case 'json':
      return openJson(first);
    case 'other-xml': {
      // What defines entities is no file of goods, and a person should know which it is.
      const head = new TextDecoder('utf-8').decode(await beginning(first, headBytes));
      throw new FileRefused(/<!ENTITY/i.test(head) ? 'xml-entities' : 'unknown-format');
    }
    default:
      return openCsv(first);
  }
}

async function openZip(zip: Source, sources: readonly Source[]): Promise<OpenFile> {
  const names = await zipNames(zip);
  if (isWorkbook(names)) return openXlsx(zip, names);
  if (names.length === 0) throw new FileRefused('zip-broken');
  const inside = names
    .filter((name) => /\.(?:xml|yml|csv|txt|json|xlsx)$/i.test(name))
    .map((name) => entrySource(zip, name));
  const [first] = inside;
  if (!first) throw new FileRefused('unknown-format');
  const exchanged = await exchange([...inside.filter(({ name }) => /\.xml$/i.test(name)), ...sources.slice(1)]);
  if (exchanged.length > 0) return openCommerceMl(exchanged);
  const kind = await kindOf(first);
  if (kind === 'yml') return openYml(first);
  if (kind === 'json') return openJson(first);
  if (kind === 'text') return openCsv(first);
  throw new FileRefused('unknown-format');
}

/** The files of an exchange with 1С: those that name goods before those that price them. Zips among them are opened. */
async function exchange(sources: readonly Source[]): Promise<Source[]> {
  const found: Source[] = [];
  for (const source of sources) {
    const kind = await kindOf(source);
    if (kind === 'commerce-ml') found.push(source);
    if (kind === 'zip')
      found.push(
        ...(await exchange(
          (await zipNames(source)).filter((name) => /\.xml$/i.test(name)).map((name) => entrySource(source, name)),
        )),
      );
  }
  const order = ({ name }: Source): number => (/offer|price|rest/i.test(name) ? 1 : 0);
  return found.sort((a, b) => order(a) - order(b));
}
