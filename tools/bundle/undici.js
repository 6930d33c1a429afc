// Of undici what packages/oci uses of it, for the bundle: the rest takes twice as long to load, before the first request.
const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');

// As undici's own index.js does: what makes `request` a method of a pool.
Object.assign(Dispatcher.prototype, require('undici/lib/api/index.js'));

module.exports = {
  Pool: require('undici/lib/dispatcher/pool.js'),
  buildConnector: require('undici/lib/core/connect.js'),
  get ProxyAgent() {
    return require('undici/lib/dispatcher/proxy-agent.js');
  },
};
