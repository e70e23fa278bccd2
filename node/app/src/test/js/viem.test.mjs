// viem 2, unchanged, against a devnet. Accounts 3 to 5.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createPublicClient,
  createWalletClient,
  decodeFunctionData,
  defineChain,
  getAddress,
  http,
  parseEther,
  parseEventLogs,
  webSocket,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import * as devnet from './devnet.mjs';

const chain = defineChain({
  id: devnet.CHAIN_ID,
  name: 'Althing devnet',
  nativeCurrency: { name: 'Synapse Point', symbol: 'SP', decimals: 18 },
  rpcUrls: { default: { http: [devnet.HTTP_URL], webSocket: [devnet.WS_URL] } },
  blockTime: 100,
});
const options = { chain, transport: http(), pollingInterval: 100, cacheTime: 0 };
const reader = createPublicClient(options);
const account = (addressIndex) => mnemonicToAccount(devnet.MNEMONIC, { addressIndex });
const [alice, bob, carol] = [3, 4, 5].map(account);
const writer = createWalletClient({ ...options, account: alice });
const iou = { address: devnet.IOU_ADDRESS, abi: devnet.IOU_ABI };

async function expiry() {
  const genesis = await reader.getBlock({ blockNumber: 0n });
  const head = await reader.getBlock();
  return devnet.epochAfter(head.timestamp, genesis.timestamp, 100);
}

async function mined(hash) {
  const receipt = await reader.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, 'success');
  return receipt;
}

test('connects and finds the chain', async () => {
  assert.equal(await reader.getChainId(), devnet.CHAIN_ID);
  assert.ok((await reader.getBalance({ address: alice.address })) > parseEther('9000'));
});

test('sends a legacy transfer and an EIP-1559 transfer and waits for the receipts', async () => {
  const before = await reader.getBalance({ address: carol.address });

  const legacy = await mined(
    await writer.sendTransaction({ to: carol.address, value: parseEther('1.5'), type: 'legacy' }),
  );
  assert.equal(legacy.type, 'legacy');
  assert.equal(legacy.gasUsed, 21_000n);

  const dynamic = await mined(
    await writer.sendTransaction({ to: carol.address, value: parseEther('2') }),
  );
  assert.equal(dynamic.type, 'eip1559');
  const sent = await reader.getTransaction({ hash: dynamic.transactionHash });
  assert.equal(getAddress(sent.from), alice.address);

  const gained = (await reader.getBalance({ address: carol.address })) - before;
  assert.equal(gained, parseEther('3.5'));
});

test('issues and redeems an IOU through its ABI and decodes the logs', async () => {
  const amount = parseEther('10');
  const collateral = await reader.readContract({
    ...iou,
    functionName: 'collateralFor',
    args: [alice.address, amount],
  });
  const { request } = await reader.simulateContract({
    ...iou,
    account: alice,
    functionName: 'issue',
    args: [bob.address, amount, await expiry(), false],
  });
  const issued = await mined(await writer.writeContract(request));
  const [event] = parseEventLogs({ ...iou, eventName: 'Issued', logs: issued.logs });
  assert.equal(event.args.debtor, alice.address);
  const id = event.args.id;
  assert.equal(event.args.creditor, bob.address);
  assert.ok(event.args.collateral >= collateral);

  const redeemed = await mined(
    await writer.writeContract({ ...iou, functionName: 'redeem', args: [id, amount] }),
  );
  const names = parseEventLogs({ ...iou, logs: redeemed.logs }).map((log) => log.eventName);
  assert.ok(names.includes('Redeemed'));

  const found = await reader.getContractEvents({
    ...iou,
    eventName: 'Redeemed',
    args: { id },
    fromBlock: issued.blockNumber,
  });
  assert.equal(found.length, 1);
});

test('shows a refusal by the name of its error', async () => {
  const attempt = reader.simulateContract({
    ...iou,
    account: alice,
    functionName: 'issue',
    args: [alice.address, 1n, await expiry(), false],
  });
  await assert.rejects(attempt, (error) => {
    assert.match(error.message, /SelfIou/);
    return true;
  });
});

test('subscribes to blocks and logs over WebSocket', async () => {
  const socket = createPublicClient({ ...options, transport: webSocket() });
  const stops = [];
  try {
    const block = new Promise((resolve, reject) => {
      stops.push(
        socket.watchBlocks({ emitOnBegin: false, onBlock: resolve, onError: reject }),
      );
    });
    const log = new Promise((resolve, reject) => {
      const onLogs = ([first]) => resolve(first.args.amount);
      stops.push(
        socket.watchContractEvent({ ...iou, eventName: 'Issued', onLogs, onError: reject }),
      );
    });
    await socket.getBlockNumber(); // the subscriptions were sent before this

    await mined(
      await writer.writeContract({
        ...iou,
            functionName: 'issue',
        args: [carol.address, 7n, await expiry(), false],
      }),
    );

    assert.ok((await block).number > 0n);
    assert.equal(await log, 7n);
  } finally {
    stops.forEach((stop) => stop());
    (await socket.transport.getRpcClient()).close();
  }
});

test('reads as of an old block', async () => {
  const blockNumber = await reader.getBlockNumber();
  const then = await reader.getBalance({ address: bob.address });

  await mined(await writer.sendTransaction({ to: bob.address, value: 12_345n }));

  assert.equal(await reader.getBalance({ address: bob.address, blockNumber }), then);
  assert.equal(await reader.getBalance({ address: bob.address }), then + 12_345n);
});

test('decodes a block that opens with tick work', async () => {
  const tick = await devnet.eventually('tick', async () => {
    const head = await reader.getBlockNumber();
    for (let number = head; number > 0n && number > head - 20n; number--) {
      const block = await reader.getBlock({ blockNumber: number, includeTransactions: true });
      const first = block.transactions[0];
      if (first && first.from.toLowerCase() === devnet.TICK_SENDER) {
        return first;
      }
    }
    return undefined;
  });
  assert.equal(tick.type, 'legacy');
  assert.equal(tick.to.toLowerCase(), devnet.GOVERNANCE);
  assert.equal(BigInt(tick.nonce), tick.blockNumber);
  const call = decodeFunctionData({ abi: devnet.TICK_ABI, data: tick.input });
  assert.equal(call.functionName, 'tick');
  const receipt = await reader.getTransactionReceipt({ hash: tick.hash });
  assert.equal(receipt.status, 'success');
});
