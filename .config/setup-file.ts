/** `npm run setup-file -- write|check|keys|sign|qr|schema …`: makes, checks and signs the file, and draws the QR code of the link to it: that sets tills up by a link (src/domain/shop/setup-file.ts). */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toSVG } from 'bwip-js/node';
import { getPublicKeyAsync, signAsync, utils, verifyAsync } from '@noble/ed25519';
import { readSetup, signedText, type SetupFault } from '../src/domain/shop/setup-file.ts';
import { formatOf } from '../src/ui/setup-link/texts.ru.ts';
import { setupFileSchema } from './setup-schema.ts';

const usage = `Файл настройки касс по ссылке:
  npm run setup-file -- write магазин.json            пример, который нужно поправить
  npm run setup-file -- check магазин.json            всё ли верно, кем подписан
  npm run setup-file -- keys мой.key                  новый ключ подписи (храните файл у себя)
  npm run setup-file -- sign магазин.json мой.key     подписать
  npm run setup-file -- qr ссылка.svg https://касса.рф https://файлы.рф/магазин.json
                                                      ссылка и её QR-код: адрес кассы, адрес файла
  npm run setup-file -- schema                        обновить public/setup.schema.json`;

const example = {
  $schema: './setup.schema.json',
  version: 1,
  from: {
    name: 'Ваша организация',
    contacts: [{ name: 'Поддержка касс', phone: '+7 900 000-00-00', email: 'help@example.ru', hours: '9:00–21:00' }],
  },
  shop: { taxation: 'usnIncome', vat: 'none', timeZone: 2 },
  local: { way: 'relay' },
  policies: { unverified: 'forbid' },
  locked: ['taxation', 'unverified'],
};

const words: Readonly<Record<SetupFault['kind'], string>> = {
  'not-json': 'это не JSON: проверьте запятые, кавычки и скобки',
  'web-page': 'это веб-страница, а не файл настройки',
  'no-object': 'файл должен быть объектом { … }',
  'too-deep': 'слишком глубокая вложенность',
  newer: 'версия новее, чем знает эта программа: обновите её',
  missing: 'поле обязательно, но его нет',
  wrong: 'значение не подходит',
  unknown: 'такого поля нет',
  secret: 'секретам (ключам, паролям, ПИН) в файле не место: их вводят на самой кассе',
};

/** What a right value would look like. */
function rightOf(fault: SetupFault): string {
  const format = fault.kind === 'wrong' || fault.kind === 'missing' ? formatOf(fault.field) : undefined;
  return format === undefined ? '' : `; нужно: ${format}`;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));

/** The file, or all that is wrong with it, told. */
function good(path: string) {
  const read = readSetup(readFileSync(path, 'utf8'));
  if (read.ok) return read.value;
  for (const fault of read.failure)
    console.error(`${path}: ${'field' in fault ? `${fault.field}: ` : ''}${words[fault.kind]}${rightOf(fault)}.`);
  return undefined;
}

async function check(path: string): Promise<boolean> {
  const read = good(path);
  if (!read) return false;
  const { file } = read;
  if (!file.signature) {
    console.log(`${path}: всё верно, подписи нет.`);
    return true;
  }
  const { key, value } = file.signature;
  const whole = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const isGenuine = await verifyAsync(bytesOf(value), utf8(signedText(whole)), bytesOf(key)).catch(() => false);
  if (isGenuine) console.log(`${path}: всё верно, подписан ключом ${key}.`);
  else console.error(`${path}: подпись неверна: файл изменили после подписи. Подпишите его снова.`);
  return isGenuine;
}

async function sign(path: string, keyPath: string): Promise<boolean> {
  if (!good(path)) return false;
  const secret = bytesOf(readFileSync(keyPath, 'utf8').trim());
  // Tills refuse an older file than the one that they go by: nobody can bring an old one back under its right signature.
  const issued = new Date().toISOString();
  const file: Record<string, unknown> = { ...(JSON.parse(readFileSync(path, 'utf8')) as object), issued };
  const value = base64url(await signAsync(utf8(signedText(file)), secret));
  const key = base64url(await getPublicKeyAsync(secret));
  writeFileSync(path, `${JSON.stringify({ ...file, signature: { key, value } }, undefined, 2)}\n`);
  console.log(`${path}: подписан ключом ${key}.`);
  return true;
}

/** Writes the QR code of the link, and says the link. */
function qr(path: string, till: string, file: string): boolean {
  for (const address of [till, file])
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
      console.error(`${address}: это не адрес, он начинается с https://`);
      return false;
    }
  const link = `${new URL(till).origin}/#setup=${encodeURIComponent(new URL(file).href)}`;
  writeFileSync(path, toSVG({ bcid: 'qrcode', text: link, padding: 4, backgroundcolor: 'ffffff' }));
  console.log(`${path}: QR-код ссылки ${link}`);
  return true;
}

async function run([command, path, keyPath, fileAddress]: readonly string[]): Promise<boolean> {
  if (command === 'schema') {
    writeFileSync(
      fileURLToPath(new URL('../public/setup.schema.json', import.meta.url)),
      `${JSON.stringify(setupFileSchema(), undefined, 2)}\n`,
    );
    return true;
  }
  if (path === undefined) {
    console.error(usage);
    return false;
  }
  switch (command) {
    case 'write':
      // Never over a file that is there.
      writeFileSync(path, `${JSON.stringify(example, undefined, 2)}\n`, { flag: 'wx' });
      console.log(`${path}: поправьте его и проверьте: npm run setup-file -- check ${path}`);
      return true;
    case 'keys': {
      const secret = utils.randomPrivateKey();
      writeFileSync(path, `${base64url(secret)}\n`, { flag: 'wx', mode: 0o600 });
      console.log(
        `${path}: ключ подписи, никому его не давайте. Его открытая часть: ${base64url(await getPublicKeyAsync(secret))}`,
      );
      return true;
    }
    case 'check':
      return check(path);
    case 'sign':
      if (keyPath !== undefined) return sign(path, keyPath);
      break;
    case 'qr':
      if (keyPath !== undefined && fileAddress !== undefined) return qr(path, keyPath, fileAddress);
      break;
    case undefined:
      break;
  }
  console.error(usage);
  return false;
}

try {
  if (!(await run(process.argv.slice(2)))) process.exitCode = 1;
} catch (error) {
  console.error(`Не получилось: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
