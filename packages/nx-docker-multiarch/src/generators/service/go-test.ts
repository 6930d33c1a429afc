/** The text of `main_test.go`. */
export const GO_TEST = `package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"
)

func TestAnswers(t *testing.T) {
	cases := []struct {
		path   string
		status int
		body   string
	}{
		{"/", http.StatusOK, "hello from " + runtime.GOOS + "/" + runtime.GOARCH + "\\n"},
		{"/healthz", http.StatusOK, "ok\\n"},
		{"/nowhere", http.StatusNotFound, "404 page not found\\n"},
	}
	for _, c := range cases {
		response := httptest.NewRecorder()
		newHandler().ServeHTTP(response, httptest.NewRequest(http.MethodGet, c.path, nil))
		if response.Code != c.status || response.Body.String() != c.body {
			t.Errorf("%s: got %d %q, want %d %q", c.path, response.Code, response.Body, c.status, c.body)
		}
	}
}

func TestStops(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- serve(ctx, listener) }()
	response, err := http.Get("http://" + listener.Addr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, response.Body)
	response.Body.Close()
	stop()
	select {
	case err := <-stopped:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(grace):
		t.Error("it goes on")
	}
}
`;
