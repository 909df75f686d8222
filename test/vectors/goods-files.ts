/**
 * Files of goods as other programs write them, built here: the structure is that of public descriptions (CommerceML 2, YML, ECMA-376) and of what МойСклад and 1С
 * show in their export dialogs; all goods are our own.
 */
import { strToU8, zipSync, type Zippable } from 'fflate';

/** A file as a browser hands it over. */
export const file = (name: string, content: string | Uint8Array): File =>
  new File([typeof content === 'string' ? content : new Uint8Array(content)], name);

export const zip = (files: Readonly<Record<string, string | Uint8Array>>): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content]),
    ) as Zippable,
  );

/** windows-1251, as a Russian Windows writes. */
export function cp1251(text: string): Uint8Array {
  const bytes = [...text].map((sign) => {
    const code = sign.codePointAt(0) ?? 0;
    if (code < 0x80) return code;
    if (code >= 0x410 && code <= 0x44f) return code - 0x350;
    return { ё: 0xb8, Ё: 0xa8, '«': 0xab, '»': 0xbb, '№': 0xb9, '\u00a0': 0xa0 }[sign] ?? 0x3f;
  });
  return Uint8Array.from(bytes);
}

export function utf16(text: string, order: 'le' | 'be', mark: boolean): Uint8Array {
  const signs = (mark ? '\ufeff' : '') + text;
  const bytes = new Uint8Array(signs.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < signs.length; at++) view.setUint16(at * 2, signs.charCodeAt(at), order === 'le');
  return bytes;
}

/** A price list that МойСклад exports as a table. */
export const moySklad = [
  'UUID;Тип;Группы;Код;Наименование;Внешний код;Артикул;Единица измерения;Цена: Цена продажи;Закупочная цена;Штрихкод EAN13;НДС;Тип маркируемой продукции',
  'b1f0;Товар;Молочное;00001;Молоко 3,2 % 1 л;aa;М-1;шт;89,90;60,00;4607004890017;10;MILK',
  'b1f1;Товар;Хлеб;00002;"Хлеб ""Бородинский""";ab;Х-7;шт;54,90;30,00;4607004890024;10;NOT_TRACKED',
  'b1f2;Товар;Бакалея;00003;Сахар;ac;;кг;1 079,00;;;22;',
].join('\r\n');

interface Cell {
  readonly text?: string;
  readonly shared?: number;
  readonly number?: string;
  readonly formula?: string;
  readonly error?: string;
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A workbook as Excel writes it: the sheet before the shared texts, and a hidden sheet first. */
export function workbook(
  rows: ReadonlyArray<ReadonlyArray<Cell | undefined>>,
  shared: readonly string[] = [],
  more = '',
): Uint8Array {
  const cell = (each: Cell | undefined, row: number, column: number): string => {
    if (!each) return '';
    const place = `r="${String.fromCharCode(65 + column)}${row}"`;
    const formula = each.formula === undefined ? '' : `<f>${each.formula}</f>`;
    if (each.error !== undefined) return `<c ${place} t="e">${formula}<v>${each.error}</v></c>`;
    if (each.shared !== undefined) return `<c ${place} t="s"><v>${each.shared}</v></c>`;
    if (each.number !== undefined) return `<c ${place}>${formula}<v>${each.number}</v></c>`;
    if (each.formula !== undefined) return `<c ${place} t="str">${formula}<v>${each.text ?? ''}</v></c>`;
    return `<c ${place} t="inlineStr"><is><t>${each.text ?? ''}</t></is></c>`;
  };
  const data = rows
    .map((cells, at) => `<row r="${at + 1}">${cells.map((each, column) => cell(each, at + 1, column)).join('')}</row>`)
    .join('');
  return zip({
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="r"><sheets><sheet name="служебный" sheetId="1" state="hidden" r:id="rId9"/><sheet name="Прайс" sheetId="2" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Target="worksheets/sheet9.xml"/></Relationships>',
    'xl/worksheets/sheet9.xml': `<worksheet xmlns="${main}"><sheetData/></worksheet>`,
    'xl/worksheets/sheet1.xml': `<?xml version="1.0"?><worksheet xmlns="${main}"><sheetData>${data}</sheetData>${more}</worksheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${shared.map((text) => `<si><r><t>${text}</t></r><rPh><t>чтение</t></rPh></si>`).join('')}</sst>`,
  });
}

/** What 1С writes for a site: groups and goods. */
export const importXml = `<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.08" ДатаФормирования="2026-11-22T10:00:00">
 <Классификатор><Ид>k</Ид><Наименование>Классификатор</Наименование>
  <Группы><Группа><Ид>g1</Ид><Наименование>Продукты</Наименование>
   <Группы><Группа><Ид>g2</Ид><Наименование>Молочное</Наименование></Группа></Группы></Группа></Группы>
 </Классификатор>
 <Каталог СодержитТолькоИзменения="false"><Ид>k</Ид><Наименование>Каталог</Наименование>
  <Товары>
   <Товар><Ид>t1</Ид><Артикул>М-1</Артикул><Наименование>Молоко 1 л</Наименование>
    <БазоваяЕдиница Код="796" НаименованиеПолное="Штука">шт</БазоваяЕдиница>
    <Группы><Ид>g2</Ид></Группы>
    <СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>10</Ставка></СтавкаНалога></СтавкиНалогов>
    <ЗначенияРеквизитов><ЗначениеРеквизита><Наименование>Вид маркировки</Наименование><Значение>Молочная продукция</Значение></ЗначениеРеквизита></ЗначенияРеквизитов>
   </Товар>
   <Товар><Ид>t2</Ид><Наименование>Футболка</Наименование><Группы><Ид>g1</Ид></Группы></Товар>
   <Товар Статус="Удален"><Ид>t3</Ид><Наименование>Снято с продажи</Наименование></Товар>
  </Товары>
 </Каталог>
</КоммерческаяИнформация>`;

/** Two kinds of prices, two sizes of a shirt. */
export const offersXml = `<?xml version="1.0" encoding="UTF-8"?>
<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_2" ВерсияСхемы="2.08">
 <ПакетПредложений><Ид>o</Ид><Наименование>Пакет</Наименование>
  <ТипыЦен><ТипЦены><Ид>p1</Ид><Наименование>Оптовая</Наименование></ТипЦены><ТипЦены><Ид>p2</Ид><Наименование>Розничная</Наименование></ТипЦены></ТипыЦен>
  <Предложения>
   <Предложение><Ид>t1</Ид><Штрихкод>4607004890017</Штрихкод><Наименование>Молоко 1 л</Наименование>
    <Цены><Цена><ИдТипаЦены>p1</ИдТипаЦены><ЦенаЗаЕдиницу>60</ЦенаЗаЕдиницу></Цена><Цена><ИдТипаЦены>p2</ИдТипаЦены><ЦенаЗаЕдиницу>89.9</ЦенаЗаЕдиницу></Цена></Цены>
   </Предложение>
   <Предложение><Ид>t2#s</Ид><Штрихкод>4607004890024</Штрихкод><Наименование>Футболка (S)</Наименование><Цены><Цена><ИдТипаЦены>p2</ИдТипаЦены><ЦенаЗаЕдиницу>500</ЦенаЗаЕдиницу></Цена></Цены></Предложение>
   <Предложение><Ид>t2#m</Ид><Наименование>Футболка (M)</Наименование><Цены><Цена><ИдТипаЦены>p2</ИдТипаЦены><ЦенаЗаЕдиницу>550</ЦенаЗаЕдиницу></Цена></Цены></Предложение>
  </Предложения>
 </ПакетПредложений>
</КоммерческаяИнформация>`;

export const yml = `<?xml version="1.0" encoding="windows-1251"?>
<!DOCTYPE yml_catalog SYSTEM "shops.dtd">
<yml_catalog date="2026-11-22 10:00"><shop><name>Ромашка</name>
 <categories><category id="1">Напитки</category><category id="2" parentId="1">Соки</category></categories>
 <offers>
  <offer id="a1" available="true"><name>Сок яблочный &amp; груша</name><price>99.90</price><categoryId>2</categoryId><barcode>4607004890017</barcode><barcode>4607004890024</barcode><vendorCode>S-1</vendorCode><vat>VAT_22</vat></offer>
  <offer id="a2" type="vendor.model"><vendor>Завод</vendor><model>Вода 0,5</model><price>35</price><categoryId>1</categoryId></offer>
 </offers></shop></yml_catalog>`;
