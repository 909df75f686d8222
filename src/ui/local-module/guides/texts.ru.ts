/** «Установить ЛМ ЧЗ» and «Обновить ЛМ ЧЗ», for Windows and Linux (local-module.md §1). They are part of the build, so they can be read without internet. */

export type Guide = 'install' | 'update';
export type System = 'windows' | 'linux';

export const guides = {
  title: 'Установка и обновление ЛМ ЧЗ',
  which: 'Что сделать',
  names: { install: 'Установить ЛМ ЧЗ', update: 'Обновить ЛМ ЧЗ' } satisfies Record<Guide, string>,
  system: 'На каком компьютере',
  systems: { windows: 'Windows', linux: 'Linux' } satisfies Record<System, string>,
  /** Where the installer and the token are got (local-module.md §1). */
  account: { name: 'Открыть личный кабинет Честного ЗНАКа', url: 'https://markirovka.crpt.ru/' },
  test: 'Последний шаг: проверка',
  testHint: 'Касса спросит ЛМ ЧЗ по адресу этого компьютера. Если он стоит на другом, вернитесь назад и введите адрес.',
  testGo: 'Проверить',
  testing: 'Проверяем…',
  testWell: 'Готово: ЛМ ЧЗ работает.',
  toModule: 'К списку ЛМ ЧЗ',
} as const;

const needs =
  'Нужен компьютер магазина, который включён, пока магазин открыт: 4 ядра, 4 ГБ памяти, 1 ГБ на диске, постоянный интернет, верное время.';
const fetchIt = 'В личном кабинете Честного ЗНАКа (честныйзнак.рф) скачайте установщик локального модуля';
const exits =
  'Если установщик ответил 1618, идёт другая установка: дождитесь её и повторите. Если 3010, перезагрузите компьютер.';
const token = 'Возьмите в личном кабинете «Токен для ККТ»: его попросит касса на экране «ЛМ ЧЗ» (кнопка «Настроить»).';

export const steps: Readonly<Record<Guide, Readonly<Record<System, readonly string[]>>>> = {
  install: {
    windows: [
      `${needs} Подходят Windows 10 и 11, 64-разрядная Windows 7.`,
      `${fetchIt} для Windows (файл regime-….msi) и запустите его от имени администратора.`,
      'Придумайте логин и пароль ЛМ ЧЗ и запишите их: без них касса не войдёт. Адрес сервера оставьте https://rsapi.crpt.ru.',
      exits,
      'Если ЛМ ЧЗ нужен и другим кассам, разрешите в брандмауэре Windows входящие подключения на порт 5995.',
      'Проверьте «Службы»: должны работать yenisei, regime и UpdateLM. Если нет UpdateLM, запустите C:\\Program Files\\Regime\\bin\\InstallAutoUpdateLM.exe.',
      token,
    ],
    linux: [
      `${needs} Подходят Ubuntu 22.04 и Debian 11, или Docker.`,
      `${fetchIt} для Linux и установите пакет: sudo apt install ./regime….deb. Для Docker откройте порт 5995.`,
      'Впишите логин и пароль в файл /etc/regime/ext.ini: раздел [api], строки login и password. Иначе ЛМ ЧЗ придумает их сам.',
      'Перезапустите службы: sudo systemctl restart yenisei, потом sudo systemctl restart regime.',
      'Если ЛМ ЧЗ нужен и другим кассам, откройте порт 5995, например sudo ufw allow 5995/tcp.',
      token,
    ],
  },
  update: {
    windows: [
      'Обновлять лучше, когда магазин закрыт: пока ЛМ ЧЗ стоит, без интернета коды не проверить. Данные и настройка останутся.',
      'Обычно он обновляется сам. Если версия старая, откройте «Службы» и посмотрите, есть ли UpdateLM и работает ли она.',
      'Если UpdateLM нет, запустите от имени администратора C:\\Program Files\\Regime\\bin\\InstallAutoUpdateLM.exe и подождите час.',
      `Не помогло: ${fetchIt[0]?.toLowerCase() ?? ''}${fetchIt.slice(1)} (regime-….msi) и запустите его поверх старого, с тем же логином и паролем. ${exits}`,
      'После обновления с версии 1.x касса может спросить токен: возьмите в личном кабинете новый «Токен для ККТ».',
    ],
    linux: [
      'Обновлять лучше, когда магазин закрыт: пока ЛМ ЧЗ стоит, без интернета коды не проверить. Данные и настройка останутся.',
      `${fetchIt} для Linux и установите новый пакет поверх старого: sudo apt install ./regime….deb. Docker: запустите новый образ с теми же папками данных.`,
      'Перезапустите службы: sudo systemctl restart yenisei, потом sudo systemctl restart regime.',
      'После обновления с версии 1.x касса может спросить токен: возьмите в личном кабинете новый «Токен для ККТ».',
    ],
  },
};
