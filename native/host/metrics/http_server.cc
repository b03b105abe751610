#include "metrics/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>

#include "log.h"
#include "loop/thread_name.h"
#include "metrics/cmt.h"
#include "service/service.h"

namespace host {
namespace {

constexpr char kMetricsPath[] = "/api/v2/metrics/prometheus";
constexpr int kRequestTimeout = 2000;  // milliseconds

std::string response(const char* status, const char* type, const std::string& body) {
  return std::string("HTTP/1.1 ") + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace

HttpServer::~HttpServer() {
  if (thread_.joinable()) {
    const std::uint64_t one = 1;
    if (write(wake_, &one, sizeof one) < 0) log_error("[host] eventfd");
    thread_.join();
  }
  if (listener_ >= 0) close(listener_);
  if (wake_ >= 0) close(wake_);
}

bool HttpServer::start(const std::string& address, int port) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, address.c_str(), &name.sin_addr) != 1 ||
      bind(listener_, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0 || listen(listener_, 16) != 0) {
    log_error("[http_server] cannot listen on %s:%i: %s", address.c_str(), port, std::strerror(errno));
    return false;
  }
  wake_ = eventfd(0, EFD_CLOEXEC);
  log_info("[http_server] listen iface=%s tcp_port=%i", address.c_str(), port);
  thread_ = std::thread([this] { main(); });
  return true;
}

void HttpServer::main() {
  set_thread_name("flb-http");
  for (;;) {
    pollfd fds[] = {{listener_, POLLIN, 0}, {wake_, POLLIN, 0}};
    if (poll(fds, 2, -1) < 0) continue;
    if (fds[1].revents != 0) return;
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    serve(connection);
    close(connection);
  }
}

void HttpServer::serve(int connection) const {
  std::string request;
  char buffer[2048];
  while (request.find("\r\n\r\n") == std::string::npos && request.size() < 16384) {
    pollfd readable{connection, POLLIN, 0};
    if (poll(&readable, 1, kRequestTimeout) <= 0) return;
    const ssize_t n = recv(connection, buffer, sizeof buffer, 0);
    if (n <= 0) return;
    request.append(buffer, static_cast<std::size_t>(n));
  }
  const std::size_t start = request.find(' ') + 1;
  const std::string path = request.substr(start, request.find_first_of(" ?", start) - start);
  const std::string answer = path == kMetricsPath ? response("200 OK", "text/plain; version=0.0.4", metrics())
                             : path == "/api/v1/health" || path == "/" ? response("200 OK", "text/plain", "ok\n")
                                                                       : response("404 Not Found", "text/plain", "");
  for (std::size_t at = 0; at < answer.size();) {
    const ssize_t n = send(connection, answer.data() + at, answer.size() - at, MSG_NOSIGNAL);
    if (n <= 0) return;
    at += static_cast<std::size_t>(n);
  }
}

// Customs have a context of their own which Fluent Bit does not show either.
std::string HttpServer::metrics() const {
  Exposition exposition;
  for (const auto& input : service_.inputs()) exposition.add(&input->metrics);
  for (const auto& output : service_.outputs()) exposition.add(&output->metrics);
  return exposition.text();
}

}  // namespace host
