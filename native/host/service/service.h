// A configuration made into plugins and instances, ready for an engine: Fluent Bit's struct flb_config.
//
// Made and destroyed on the main thread: making one runs PreRegister and Register, destroying one Unregister. On a
// reload two exist for a while, and the new one's Register runs while the old one's instances are alive.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config_file.h"
#include "pipeline/custom.h"
#include "pipeline/filter.h"
#include "pipeline/input.h"
#include "pipeline/output.h"
#include "proxy/instances.h"
#include "service/settings.h"

namespace host {

// Fluent Bit's defaults, but for the retry back-off, which is 5 seconds there.
struct ServiceOptions {
  double flush = 1;
  int grace = 5;  // -1: until everything is flushed
  int scheduler_base = 1;
  int scheduler_cap = 2000;
  bool http_server = false;
  std::string http_listen = "0.0.0.0";
  int http_port = 2020;
};

class Service {
 public:
  // Logs what is wrong and returns NULL.
  static std::unique_ptr<Service> load(const Settings& settings, bool hot_reloading);
  ~Service();

  bool check() const;  // properties against config maps, as a reload does before it stops the old engine

  const Settings& settings() const { return settings_; }
  const ServiceOptions& options() const { return options_; }
  ReloadState& reload() { return reload_; }
  const std::vector<std::unique_ptr<Custom>>& customs() const { return customs_; }
  const std::vector<std::unique_ptr<Input>>& inputs() const { return inputs_; }
  const std::vector<std::unique_ptr<Filter>>& filters() const { return filters_; }
  const std::vector<std::unique_ptr<Output>>& outputs() const { return outputs_; }

 private:
  Service(const Settings& settings, bool hot_reloading) : settings_(settings), hot_reloading_(hot_reloading) {}

  bool build(const ConfigFile& file);
  bool apply_service(const Section& section);
  bool load_plugin(const std::string& path);
  bool load_plugins_file(const std::string& path);
  template <typename Kind>
  bool make_instances(const char* kind, const std::vector<Section>& sections, std::vector<std::unique_ptr<Kind>>* out);
  std::unique_ptr<Custom> make(const std::string& name, int id, Custom*);
  std::unique_ptr<Input> make(const std::string& name, int id, Input*);
  std::unique_ptr<Filter> make(const std::string& name, int id, Filter*);
  std::unique_ptr<Output> make(const std::string& name, int id, Output*);
  Proxy* find_proxy(int type, const std::string& name) const;
  std::string translate(const std::string& text) const;

  const Settings& settings_;
  bool hot_reloading_;
  std::map<std::string, std::string> env_;
  ServiceOptions options_;
  ReloadState reload_;
  std::vector<std::unique_ptr<Proxy>> proxies_;
  std::vector<std::unique_ptr<NativeFilter>> native_filters_;
  std::vector<std::unique_ptr<Custom>> customs_;
  std::vector<std::unique_ptr<Input>> inputs_;
  std::vector<std::unique_ptr<Filter>> filters_;
  std::vector<std::unique_ptr<Output>> outputs_;
};

}  // namespace host
