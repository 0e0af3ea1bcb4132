package httpapi

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"
)

func testServer(log *bytes.Buffer) *server {
	l := slog.New(slog.NewTextHandler(log, nil))
	return &server{Config: Config{Log: l}, log: l}
}

// A server that is told to end lets the request that runs end well, and then is gone.
func TestServeEndsWell(t *testing.T) {
	var log bytes.Buffer
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	inside, finish := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(inside)
			<-finish
			_, _ = w.Write([]byte("whole"))
		}), testServer(&log).log)
	}()
	answer := make(chan string, 1)
	go func() {
		res, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			answer <- err.Error()
			return
		}
		defer func() { _ = res.Body.Close() }()
		var b bytes.Buffer
		_, _ = b.ReadFrom(res.Body)
		answer <- b.String()
	}()
	<-inside
	stop()
	time.Sleep(50 * time.Millisecond)
	close(finish)
	if got := <-answer; got != "whole" {
		t.Errorf("got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := net.DialTimeout("tcp", l.Addr().String(), time.Second); err == nil {
		t.Error("the address is still open")
	}
}
