/** The text of `main.go`, with `<port>` where the port belongs. */
export const GO_MAIN = `// A service that tells which platform it runs on, and whether it is well.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

// Docker kills what has not stopped after 10 seconds, Kubernetes after 30.
const grace = 8 * time.Second

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "<port>"
	}
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		log.Fatal(err)
	}
	log.Print("listening on port ", port)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, listener); err != nil {
		log.Fatal(err)
	}
	log.Print("stopped")
}

// serve answers until ctx is done; the requests that are under way then are answered, too.
func serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{Handler: newHandler(), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	waiting, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	return server.Shutdown(waiting)
}

func newHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintf(w, "hello from %s/%s\\n", runtime.GOOS, runtime.GOARCH)
	})
	return mux
}
`;
