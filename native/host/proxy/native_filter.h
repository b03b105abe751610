// A filter's DSO, flb-filter_NAME.so, opened as Fluent Bit's flb_plugin.c does: no proxy, but one of its own (C)
// plugins, with the structure filter_NAME_plugin in it. Main thread.
#pragma once

#include <memory>
#include <string>

#include "fluent_bit_abi.h"
#include "memory/guarded.h"
#include "version.h"

namespace host {

class NativeFilter {
 public:
  // NULL, with the reason logged, when the file's name is not that of a filter or the structure is not in it.
  static std::unique_ptr<NativeFilter> open(const std::string& path, const Version& version);
  ~NativeFilter();

  std::string name() const { return plugin().name; }
  // The host's copy, as much of it as the version has.
  const flb::FilterPlugin& plugin() const { return *plugin_.as<flb::FilterPlugin>(); }

 private:
  NativeFilter(void* handle, const void* symbol, const Version& version);

  void* handle_;
  Guarded plugin_;
};

}  // namespace host
