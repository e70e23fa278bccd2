// The devnet under test, as the Java side describes it in the environment.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const CHAIN_ID = 930;
export const HTTP_URL = required('ALTHING_RPC_URL');
/** Of all validators, if there are several. */
export const HTTP_URLS = (process.env.ALTHING_RPC_URLS ?? HTTP_URL).split(',');
export const WS_URL = HTTP_URL.replace(/^http/, 'ws');
export const MNEMONIC = 'test test test test test test test test test test test junk';
export const IOU_ADDRESS = '0x0000000000000000000000000000000000001001';
export const IOU_ABI = JSON.parse(readFileSync(join(required('ALTHING_ABI_DIR'), 'Iou.json'), 'utf8'));
export const TICK_SENDER = '0x0000000000000000000000000000000000000fff';
export const GOVERNANCE = '0x0000000000000000000000000000000000001006';
export const TICK_ABI = JSON.parse(
  readFileSync(join(required('ALTHING_ABI_DIR'), 'Governance.json'), 'utf8'),
);

/** An epoch that begins `ahead` epochs after the block with this timestamp. */
export function epochAfter(timestamp, genesisTimestamp, ahead) {
  const epochSeconds = Number(required('ALTHING_EPOCH_SECONDS'));
  return BigInt(Math.floor((Number(timestamp) - Number(genesisTimestamp)) / epochSeconds) + ahead);
}

/** Asks again until `probe` answers something, for at most 20 seconds. */
export async function eventually(what, probe) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) {
      return found;
    }
    if (Date.now() > deadline) {
      throw new Error(`no ${what} within 20 s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Ends the subscriptions; ethers sends that without waiting, and a destroyed provider would throw. */
export async function closed(socket) {
  await socket.removeAllListeners();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await socket.destroy();
}

function required(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: these tests are started by the Java tests of this module`);
  }
  return value;
}
