// Serves the inputs' and outputs' metrics at /api/v2/metrics/prometheus, on its own thread, one request at a time.
#pragma once

#include <string>
#include <thread>

namespace host {

class Service;

class HttpServer {
 public:
  explicit HttpServer(const Service& service) : service_(service) {}
  ~HttpServer();

  bool start(const std::string& address, int port);

 private:
  void main();
  void serve(int connection) const;
  std::string metrics() const;

  const Service& service_;
  int listener_ = -1;
  int wake_ = -1;  // eventfd that ends the thread
  std::thread thread_;
};

}  // namespace host
