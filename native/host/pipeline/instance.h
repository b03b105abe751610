// What an input, a filter, an output and a custom have in common: names, properties, a log level, metrics.
#pragma once

#include <string>
#include <vector>

#include "log.h"
#include "metrics/cmt.h"
#include "version.h"

namespace host {

class Instance {
 public:
  // `kind` is "input", "filter", "output" or "custom"; the instance's name is "PLUGIN.ID".
  Instance(const char* kind, std::string plugin, int id);
  virtual ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  // Applies one key of the configuration. False when a core key's value is not acceptable. Main thread, or
  // (through flb_input_set_property) the thread that runs Init.
  virtual bool set(const std::string& key, const std::string& value) = 0;

  // What plugins get: case-insensitive, the first of repeated keys, never a core key. The text belongs to the
  // instance. NULL for an absent key, and for an empty value of an input or output.
  const char* property(const char* key) const;

  const char* kind() const { return kind_; }
  const std::string& plugin() const { return plugin_; }
  const std::string& name() const { return name_; }
  const char* label() const { return alias_.empty() ? name_.c_str() : alias_.c_str(); }  // alias, else the name
  int id() const { return id_; }
  int log_level() const { return log_level_ >= 0 ? log_level_ : host::log_level(); }

  // "[input:dummy:dummy.0] ..." when the instance's level allows it.
  void log(int level, const char* fmt, ...) const HOST_PRINTF(3, 4);

  struct Property {
    std::string key, value;
    bool null;
  };
  const std::vector<Property>& properties() const { return properties_; }

  cmt metrics;

 protected:
  bool set_common(const std::string& key, const std::string& value, bool* known);
  void add_property(const std::string& key, const std::string& value, bool null_when_empty);

 private:
  const char* kind_;
  std::string plugin_;
  int id_;
  std::string name_;
  std::string alias_;
  int log_level_ = -1;
  std::vector<Property> properties_;
};

// strcasecmp for keys, and a look-up in a table of core keys, where "net." stands for every key that begins so.
bool same_key(const std::string& a, const char* b);
bool key_in(const std::string& key, const char* const* table, std::size_t count);

}  // namespace host
