// The entry points of one instance of a proxy plugin, called as Fluent Bit calls them.
#pragma once

#include <memory>

#include "pipeline/plugin.h"
#include "proxy/proxy.h"

namespace host {

// What the engine tells plugins about reloading; lives as long as the instances.
struct ReloadState {
  bool enabled = false;             // `hot_reload` of the service, for PreRun
  std::atomic<bool> stopping{false};  // the engine stops because of a reload, for PreExit
};

std::unique_ptr<InputPlugin> make_proxy_input(Proxy* proxy, const ReloadState* reload);
std::unique_ptr<OutputPlugin> make_proxy_output(Proxy* proxy, const ReloadState* reload);
std::unique_ptr<CustomPlugin> make_proxy_custom(Proxy* proxy);

}  // namespace host
