// Which Fluent Bit the host acts as, and what differs between the versions: the only place that compares
// version numbers. Read from Fluent Bit's sources, v2.2.0 to v5.1.1.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace host {

struct Version {
  int major = 5;
  int minor = 1;
  int patch = 1;

  // Accepts "5.1" (the newest patch known of that line) and "5.1.1".
  static std::optional<Version> parse(const std::string& text);

  bool at_least(int major_, int minor_, int patch_) const;
  std::string str() const;

  // sizeof(struct flb_plugin_proxy_def): `event_type` came with 4.2.3, `config_map` with 5.1.1.
  std::size_t def_size() const { return at_least(5, 1, 1) ? 48 : at_least(4, 2, 3) ? 40 : 32; }
  bool def_has_config_map() const { return at_least(5, 1, 1); }

  // sizeof(struct flb_api): the two custom functions came last, with the custom proxies.
  std::size_t api_size() const { return custom_proxies() ? 72 : 56; }
  bool custom_proxies() const { return at_least(4, 0, 3); }

  // sizeof(struct flb_filter_plugin): `cb_notification` came with 3.2.
  std::size_t filter_plugin_size() const { return at_least(3, 2, 0) ? 88 : 80; }

  // Inputs got a remote context, and the ...Ctx entry points to use it.
  bool input_context() const { return at_least(4, 1, 0); }

  std::size_t coroutine_stack() const { return (at_least(5, 1, 0) ? 64 : 24) * std::size_t{1024}; }
  bool log_milliseconds() const { return at_least(4, 1, 0); }
  bool ring_buffer_properties() const { return at_least(4, 2, 0); }
  bool stop_ingestion() const { return at_least(4, 0, 0); }  // resuming is refused once the engine stops
  bool yaml_plugins() const { return at_least(3, 2, 0); }  // `plugins:` in YAML
  bool flush_refused_in_reload() const { return !at_least(3, 2, 3); }
};

}  // namespace host
