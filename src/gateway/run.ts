/** The gateway as a program: reads its settings, opens its port, says what came of it, ends on a signal. */
import { homedir } from 'node:os';
import { withUsualData, type Env } from './config.ts';
import { listenGateway } from './listen.ts';
import { TypedSettings } from './typed-settings.ts';

/** `till`: folder of the built page. Sets the exit code of the process where it could not start. */
export async function runGateway(till: string, env: Env = process.env): Promise<void> {
  // Whoever read our sentences may hang up: the till is served all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  const log = (line: string): void => {
    console.warn(line);
  };
  const typed = await TypedSettings.open(withUsualData(env, homedir()), { till, log });
  if (!typed.ok) {
    for (const { message } of typed.failure) console.error(message);
    process.exitCode = 1;
    return;
  }
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
    return;
  }
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
