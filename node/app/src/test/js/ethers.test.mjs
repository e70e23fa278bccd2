// ethers 6, unchanged, against a devnet. Accounts 0 to 2.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  Contract,
  HDNodeWallet,
  Interface,
  JsonRpcProvider,
  Mnemonic,
  WebSocketProvider,
  formatEther,
  getAddress,
  parseEther,
} from 'ethers';
import * as devnet from './devnet.mjs';

// cacheTimeout: on fast blocks the cache of identical reads would hand out stale nonces.
const provider = new JsonRpcProvider(devnet.HTTP_URL, undefined, {
  cacheTimeout: -1,
  pollingInterval: 100,
});
const mnemonic = Mnemonic.fromPhrase(devnet.MNEMONIC);
const wallet = (index) =>
  HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${index}`).connect(provider);
const [alice, bob, carol] = [0, 1, 2].map(wallet);
const iou = new Contract(devnet.IOU_ADDRESS, devnet.IOU_ABI, alice);

after(() => provider.destroy());

async function expiry() {
  const [genesis, head] = [await provider.getBlock(0), await provider.getBlock('latest')];
  return devnet.epochAfter(head.timestamp, genesis.timestamp, 100);
}

test('connects and finds the chain', async () => {
  assert.equal((await provider.getNetwork()).chainId, BigInt(devnet.CHAIN_ID));
  assert.equal(alice.address, '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266');
  assert.ok(Number(formatEther(await provider.getBalance(alice.address))) > 9_000);
});

test('sends a legacy transfer and an EIP-1559 transfer and waits for the receipts', async () => {
  const before = await provider.getBalance(carol.address);
  const { gasPrice } = await provider.getFeeData();

  const legacy = await alice.sendTransaction({
    to: carol.address,
    value: parseEther('1.5'),
    type: 0,
    gasPrice: gasPrice * 2n,
  });
  const legacyReceipt = await legacy.wait();
  assert.equal(legacyReceipt.status, 1);
  assert.equal(legacyReceipt.type, 0);
  assert.equal(legacyReceipt.gasUsed, 21_000n);

  const dynamic = await alice.sendTransaction({ to: carol.address, value: parseEther('2') });
  const dynamicReceipt = await dynamic.wait();
  assert.equal(dynamicReceipt.status, 1);
  assert.equal(dynamicReceipt.type, 2);
  assert.equal((await provider.getTransaction(dynamic.hash)).from, alice.address);

  assert.equal((await provider.getBalance(carol.address)) - before, parseEther('3.5'));
});

test('issues and redeems an IOU through its ABI and decodes the logs', async () => {
  const amount = parseEther('10');
  const locked = await iou.collateralFor(alice.address, amount);
  assert.ok(locked > 0n);

  const issued = await (await iou.issue(bob.address, amount, await expiry(), false)).wait();
  const events = issued.logs.map((log) => iou.interface.parseLog(log));
  const event = events.find((candidate) => candidate.name === 'Issued');
  assert.equal(event.args.debtor, alice.address);
  assert.equal(event.args.creditor, bob.address);
  assert.equal(event.args.amount, amount);
  assert.ok(event.args.collateral >= locked);
  const id = event.args.id;
  assert.equal((await iou.iou(id)).outstanding, amount);

  const part = await (await iou.redeem(id, parseEther('4'))).wait();
  assert.ok(part.logs.map((log) => iou.interface.parseLog(log)).some((log) => log.name === 'Paid'));
  assert.equal((await iou.iou(id)).outstanding, parseEther('6'));

  await (await iou.redeem(id, parseEther('6'))).wait();
  const found = await iou.queryFilter(iou.filters.Redeemed(id), issued.blockNumber);
  assert.equal(found.length, 1);
  assert.equal(found[0].args.holder, bob.address);
});

test('shows a refusal by the name of its error', async () => {
  await assert.rejects(iou.issue.staticCall(alice.address, 1n, await expiry(), false), (error) => {
    assert.equal(error.code, 'CALL_EXCEPTION');
    assert.equal(error.revert.name, 'SelfIou');
    return true;
  });
});

test('subscribes to blocks and logs over WebSocket', async () => {
  const socket = new WebSocketProvider(devnet.WS_URL);
  const listening = new Contract(devnet.IOU_ADDRESS, devnet.IOU_ABI, socket);
  try {
    const block = new Promise((resolve) => socket.once('block', resolve));
    const log = new Promise((resolve) => {
      listening.once('Issued', (id, debtor, creditor, amount) => resolve({ debtor, amount }));
    });
    await socket.getBlockNumber(); // the subscriptions were sent before this

    await (await iou.issue(carol.address, 7n, await expiry(), false)).wait();

    assert.ok((await block) > 0);
    assert.deepEqual(await log, { debtor: alice.address, amount: 7n });
    await listening.removeAllListeners();
  } finally {
    await devnet.closed(socket);
  }
});

test('reads as of an old block', async () => {
  const old = await provider.getBlockNumber();
  const then = await provider.getBalance(bob.address);

  await (await alice.sendTransaction({ to: bob.address, value: 12_345n })).wait();

  assert.equal(await provider.getBalance(bob.address, old), then);
  assert.equal(await provider.getBalance(bob.address), then + 12_345n);
});

test('decodes a block that opens with tick work', async () => {
  const number = await devnet.eventually('tick', async () => {
    const logs = await provider.send('eth_blockNumber', []);
    for (let height = Number(logs); height > Math.max(0, Number(logs) - 20); height--) {
      const block = await provider.getBlock(height);
      if (block.transactions.length > 0) {
        const first = await provider.getTransaction(block.transactions[0]);
        if (first.from.toLowerCase() === devnet.TICK_SENDER) {
          return height;
        }
      }
    }
    return undefined;
  });
  const block = await provider.getBlock(number, true);
  const tick = block.prefetchedTransactions[0];
  assert.equal(tick.to, getAddress(devnet.GOVERNANCE));
  assert.equal(tick.nonce, number);
  assert.equal(tick.gasPrice, 0n);
  const call = new Interface(devnet.TICK_ABI).parseTransaction(tick);
  assert.equal(call.name, 'tick');
  const receipt = await provider.getTransactionReceipt(tick.hash);
  assert.equal(receipt.status, 1);
  assert.equal(receipt.index, 0);
});
