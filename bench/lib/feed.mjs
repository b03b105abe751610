// What feeds outputs and filters: in_dummy on a Fluent Bit. Our host's `dummy` makes one record a callback, so there our own input does.
import { built } from './peers.mjs';

/** Changes a configuration for the host that runs it. */
export const fed = (real) => (config) => {
  if (real) return config;
  const inputs = config.inputs.map(({ name, rate, copies, dummy, ...rest }) => ({ name: 'bench-flood', ...rest }));
  return { ...config, inputs, plugins: [...config.plugins, built('bench-flood')] };
};
