/** XML as a stream of elements. Definitions of entities are refused: by ten lines of them a file can ask for more memory than there is. */
import { SaxesParser } from 'saxes';
import { beginning, guessBytes, xmlEncoding, type Source } from './bytes.ts';
import { FileRefused } from './limits.ts';

export interface XmlHearers {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  /** `text`: all that stands between this element's own tags, without that of its children before it. */
  close?(name: string, text: string): void;
}

/** No exchange nests deeper; a file that does wants the parser's memory. */
const mostDepth = 200;

/** `name` is without its prefix. */
export async function readXml(
  source: Source,
  hearers: XmlHearers,
  onProgress: (done: number) => void = () => undefined,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const texts: string[] = [];
  const local = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('error', (error) => {
    throw new FileRefused('xml-broken', error.message);
  });
  parser.on('doctype', (doctype) => {
    // A DOCTYPE that only names a file, as in YML, defines nothing: files are not fetched.
    if (/\[|<!ENTITY/i.test(doctype)) throw new FileRefused('xml-entities');
  });
  parser.on('opentag', ({ name, attributes }) => {
    texts.push('');
    if (texts.length > mostDepth) throw new FileRefused('xml-broken');
    hearers.open?.(local(name), attributes);
  });
  const hear = (text: string): void => {
    const last = texts.length - 1;
    if (last >= 0) texts[last] += text;
  };
  parser.on('text', hear);
  parser.on('cdata', hear);
  parser.on('closetag', ({ name }) => hearers.close?.(local(name), texts.pop() ?? ''));

  const decoder = new TextDecoder(xmlEncoding(await beginning(source, guessBytes)));
  await source.read((bytes, done) => {
    parser.write(decoder.decode(bytes, { stream: true }));
    onProgress(done);
  });
  parser.write(decoder.decode());
  parser.close();
}
