// The client of client.mjs with nothing to send: what it is loaded with, and its connection.
import './encoders.mjs';
import { connect } from 'node:net';

const dial = () => connect(Number(process.argv[2]), '127.0.0.1').on('error', () => setTimeout(dial, 50));
dial();
