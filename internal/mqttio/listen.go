package mqttio

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

// Serve takes connections from a listener, of TCP or TLS, until Close. It closes the listener.
func (b *Broker) Serve(l net.Listener) error {
	defer func() { _ = l.Close() }()
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return nil
	}
	b.listening[l] = struct{}{}
	b.mu.Unlock()
	wait := time.Duration(0)
	for {
		nc, err := l.Accept()
		select {
		case <-b.done:
			if err == nil {
				_ = nc.Close()
			}
			return nil
		default:
		}
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return fmt.Errorf("take MQTT connections: %w", err)
			}
			// Out of file descriptors, or a connection that was gone before it was taken: neither must end the door.
			if wait = min(max(2*wait, 5*time.Millisecond), time.Second); wait == time.Second {
				b.Log.Error("take an MQTT connection", "error", err)
			}
			select {
			case <-time.After(wait):
			case <-b.done:
			}
			continue
		}
		wait = 0
		host, _, err := net.SplitHostPort(nc.RemoteAddr().String())
		if err != nil {
			host = nc.RemoteAddr().String()
		}
		narrow(nc)
		c := b.admit(nc, host)
		if c == nil {
			_ = nc.Close()
			continue
		}
		go b.serve(c)
	}
}

// narrow bounds what the system keeps of our answers for a client that does not read them.
func narrow(nc net.Conn) {
	if t, ok := nc.(*tls.Conn); ok {
		nc = t.NetConn()
	}
	if t, ok := nc.(*net.TCPConn); ok {
		_ = t.SetWriteBuffer(writeBuffer) // where it cannot be done there is only more to keep
	}
}

// socket is a WebSocket that closes at once; its own way waits for the other end.
type socket struct {
	net.Conn
	ws *websocket.Conn
}

func (s socket) Close() error { return s.ws.CloseNow() }

// ServeHTTP takes one connection as a WebSocket with the subprotocol mqtt. Pages of other sites are refused.
func (b *Broker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"mqtt"}, OriginPatterns: b.Origins})
	if err != nil {
		return // it has answered
	}
	if ws.Subprotocol() != "mqtt" {
		_ = ws.Close(websocket.StatusPolicyViolation, "the subprotocol is mqtt")
		return
	}
	ws.SetReadLimit(maxPacket)
	c := b.admit(socket{websocket.NetConn(context.Background(), ws, websocket.MessageBinary), ws}, host)
	if c == nil {
		_ = ws.Close(websocket.StatusTryAgainLater, "too many connections")
		return
	}
	if r.TLS != nil {
		c.shown = certificateOf(*r.TLS)
	}
	b.serve(c)
}
