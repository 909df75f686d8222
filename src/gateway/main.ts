/** `node --import tsx src/gateway/main.ts`: the gateway as a program, settings from the environment. */
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { withUsualData } from './config.ts';
import { listenGateway } from './listen.ts';
import { TypedSettings } from './typed-settings.ts';

// Whoever read our sentences may hang up: the till is served all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const log = (line: string): void => {
  console.warn(line);
};
const typed = await TypedSettings.open(withUsualData(process.env, homedir()), {
  till: fileURLToPath(new URL('../../dist/till', import.meta.url)),
  log,
});
if (!typed.ok) {
  for (const { message } of typed.failure) console.error(message);
  process.exitCode = 1;
} else {
  const listening = await listenGateway(typed.value.config, {
    typed: typed.value,
    report: (error) => {
      console.error(error);
    },
    log,
  });
  if (!listening.ok) {
    console.error(listening.failure.message);
    process.exitCode = 1;
  } else {
    const { app, sentence, warnings } = listening.value;
    console.log(sentence);
    for (const warning of warnings) console.warn(warning);
    let asked = false;
    const close = (): void => {
      // Calls under way may take as long as their limit; a second signal does not wait for them.
      if (asked) process.exit(1);
      asked = true;
      void app.close();
    };
    process.on('SIGINT', close);
    process.on('SIGTERM', close);
  }
}
