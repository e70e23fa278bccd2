// ethers 6 and viem 2, unchanged, against each of several validators. Accounts 0 to 9.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HDNodeWallet, JsonRpcProvider, Mnemonic, WebSocketProvider, parseEther } from 'ethers';
import { createPublicClient, createWalletClient, defineChain, http } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import * as devnet from './devnet.mjs';

const urls = devnet.HTTP_URLS;
const mnemonic = Mnemonic.fromPhrase(devnet.MNEMONIC);
const wallet = (index) => HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${index}`);
const providers = urls.map(
  (url) => new JsonRpcProvider(url, undefined, { cacheTimeout: -1, pollingInterval: 100 }),
);

test.after(() => providers.forEach((provider) => provider.destroy()));

/** The receipt of a transaction as every validator has it. */
function receipts(hash) {
  return Promise.all(
    providers.map((provider) =>
      devnet.eventually(
        `receipt of ${hash}`,
        async () => (await provider.send('eth_getTransactionReceipt', [hash])) ?? undefined,
      ),
    ),
  );
}

async function assertSameEverywhere(hash) {
  const [first, ...others] = await receipts(hash);
  assert.equal(first.status, '0x1');
  others.forEach((other) => assert.deepEqual(other, first));
}

test('there are four', () => assert.equal(new Set(urls).size, 4));

urls.forEach((url, index) => {
  const provider = providers[index];

  test(`ethers sends and waits at validator ${index}, and all have the receipt`, async () => {
    const sender = wallet(index).connect(provider);
    const before = await provider.getTransactionCount(sender.address);
    const sent = await sender.sendTransaction({ to: wallet(9).address, value: parseEther('1') });
    assert.equal((await sent.wait()).status, 1);
    assert.equal(await provider.getTransactionCount(sender.address), before + 1);
    await assertSameEverywhere(sent.hash);
  });

  test(`ethers hears of blocks from validator ${index}`, async () => {
    const socket = new WebSocketProvider(url.replace(/^http/, 'ws'));
    try {
      const heard = new Promise((resolve) => socket.once('block', resolve));
      const sender = wallet(index).connect(provider);
      const sent = await sender.sendTransaction({ to: wallet(9).address, value: 1n });
      assert.ok((await heard) > 0);
      await sent.wait();
    } finally {
      await devnet.closed(socket);
    }
  });

  test(`viem sends and waits at validator ${index}, and all have the receipt`, async () => {
    const chain = defineChain({
      id: devnet.CHAIN_ID,
      name: 'Althing devnet',
      nativeCurrency: { name: 'Synapse Point', symbol: 'SP', decimals: 18 },
      rpcUrls: { default: { http: [url] } },
      blockTime: 100,
    });
    const options = { chain, transport: http(), pollingInterval: 100, cacheTime: 0 };
    const account = mnemonicToAccount(devnet.MNEMONIC, { addressIndex: 4 + index });
    const hash = await createWalletClient({ ...options, account }).sendTransaction({
      to: wallet(9).address,
      value: parseEther('1'),
    });
    const receipt = await createPublicClient(options).waitForTransactionReceipt({ hash });
    assert.equal(receipt.status, 'success');
    await assertSameEverywhere(hash);
  });
});

test('a transaction handed to two validators at once is included once', async () => {
  const sender = wallet(8).connect(providers[0]);
  const before = await providers[0].getTransactionCount(sender.address);
  const receiver = HDNodeWallet.createRandom().address;
  const signed = await sender.signTransaction(
    await sender.populateTransaction({ to: receiver, value: parseEther('3') }),
  );
  const answers = await Promise.allSettled(
    [1, 3].map((index) => providers[index].send('eth_sendRawTransaction', [signed])),
  );
  // The second may have heard of it from the first: then it says so.
  const hashes = answers.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
  assert.ok(hashes.length > 0);
  answers
    .filter(({ status }) => status === 'rejected')
    .forEach(({ reason }) => assert.match(reason.message, /already known|nonce too low/));
  await assertSameEverywhere(hashes[0]);
  for (const provider of providers) {
    assert.equal(await provider.getTransactionCount(sender.address), before + 1);
    assert.equal(await provider.getBalance(receiver), parseEther('3'));
  }
});
