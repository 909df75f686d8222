/**
 * What a tablet needs before it trusts this gateway: one page of steps and the certificate to install. They come over https like all else: the browser warns once, and
 * the person goes on. A second door of plain http would spare that warning, but browsers hold back files that come over http, and anybody in the network could put
 * another certificate in its place unseen; what proves the right one either way is its fingerprint, which the person compares with the one on the shop's computer.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayError } from '../errors.ts';
import type { Authority } from './authority.ts';

const pageUrl = '/tablet';
const certificateUrl = '/tablet/poltora.crt';

export interface TabletPageMeans {
  /** Undefined: tablets are not let in. */
  readonly authority: () => Authority | undefined;
  readonly refuse: (request: FastifyRequest, reply: FastifyReply, error: GatewayError) => FastifyReply;
}

export function tabletPage(app: FastifyInstance, { authority, refuse }: TabletPageMeans): void {
  const shut: GatewayError = { code: 'not-found', message: 'There is nothing at this address.' };
  app.get(pageUrl, (request, reply) => {
    const known = authority();
    if (!known) return refuse(request, reply, shut);
    return reply
      .headers({ 'cache-control': 'no-store', 'content-security-policy': policy })
      .type('text/html; charset=utf-8')
      .send(pageOf(known.fingerprint));
  });
  app.get(certificateUrl, (request, reply) => {
    const known = authority();
    if (!known) return refuse(request, reply, shut);
    return reply
      .headers({ 'cache-control': 'no-store', 'content-disposition': 'attachment; filename="poltora.crt"' })
      .type('application/x-x509-ca-cert')
      .send(known.certificate);
  });
}

const style = `
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
body { max-width: 40rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; }
li { margin-bottom: 0.5rem; }
a { display: inline-block; padding: 0.75rem 1.25rem; border-radius: 0.75rem; background: #1a6b3c; color: #fff; text-decoration: none; }
code { overflow-wrap: anywhere; }
`;
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The fingerprint is hexadecimal digits and colons; nothing else on the page comes from outside. */
const pageOf = (fingerprint: string): string => `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Касса на этом планшете</title>
<style>${style}</style>
<body>
<main>
<h1>Касса на этом планшете</h1>
<p>Поставьте на планшет сертификат кассы, один раз. Он действует только внутри сети магазина.</p>
<p><a href="${certificateUrl}">Скачать сертификат</a></p>
<p>Его отпечаток SHA-256. Он должен совпасть с тем, что показывает компьютер кассы: «Настройки», «Сервер кассы», «Касса на планшете». Если не совпал, сертификат не ставьте.</p>
<p><code>${fingerprint}</code></p>
<h2>Android</h2>
<ol>
<li>Откройте настройки планшета и найдите поиском «Сертификат ЦС». Обычно это «Безопасность», «Шифрование и учётные данные», «Установить сертификат».</li>
<li>Нажмите «Всё равно установить» и выберите файл poltora.crt из загрузок. Планшет попросит блокировку экрана: без неё Android сертификаты не ставит.</li>
<li>Там же, в «Надёжных сертификатах», «Пользователь», откройте «Полтора» и сравните отпечаток SHA-256.</li>
</ol>
<h2>iPad</h2>
<ol>
<li>Откройте эту страницу в Safari, скачайте сертификат и нажмите «Разрешить».</li>
<li>«Настройки», «Профиль загружен»: в «Подробнее» сравните отпечаток SHA-256, потом «Установить».</li>
<li>«Настройки», «Основные», «Об этом устройстве», «Доверие сертификатам»: включите «Полтора».</li>
</ol>
<h2>Потом</h2>
<p>Закройте браузер, откройте его снова и нажмите здесь «Открыть кассу». Браузер больше не предупреждает, а касса попросит пароль сервера кассы.</p>
<p><a href="/">Открыть кассу</a></p>
</main>
`;
