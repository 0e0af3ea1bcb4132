package mqttio

import "time"

// Limits bound what clients may take. A zero is the default.
type Limits struct {
	Connections   int           // at once, also those that have not said who they are; 12,000
	PerAddress    int           // of those, from one address; 2,000
	PerToken      int           // connections and remembered sessions of one token; 64
	ConnectWithin time.Duration // from the first byte of a connection to the end of its CONNECT, TLS included; 5 s
	WriteWithin   time.Duration // what a client may take to read a packet of ours; 10 s
	AskWithin     time.Duration // what the store may take to answer a question; 5 s
	CommitWithin  time.Duration // and to keep what was published, before its sender is told to come again; 30 s
	StopWithin    time.Duration // what clients may take to leave when the door shuts, and what they sent to be kept then; 5 s
	KeepAlive     time.Duration // the longest silence that a client may ask for; 5 min
	Recheck       time.Duration // how often the tokens of open connections are looked at again; 15 s
	Messages      int           // a second and connection; beyond, the socket is read more slowly; 1,000
	Bytes         int           // a second and connection; 4 MiB
	Window        int           // messages of a connection that wait for their commit; 32
	Pending       int64         // bytes that wait for their commit, of all; 64 MiB. One household has at most an eighth of it
}

const (
	maxPacket     = 64 << 10  // bytes, of any packet
	maxConnect    = 8 << 10   // bytes, of a CONNECT: nobody has proved anything yet
	writeBuffer   = 32 << 10  // bytes
	readBuffer    = 512       // bytes; a report of a finished brushing fits in
	maxClientID   = 128       // bytes
	maxFilters    = 100       // subscriptions of a connection
	maxUnread     = 16        // settings that a client has not acknowledged
	rememberedFor = time.Hour // the session of a client that has gone
	commitWithin  = 30 * time.Second
	askWithin     = 5 * time.Second
	goodbyeWithin = time.Second
	lookEvery     = 500 * time.Millisecond // at what brushes of a household should do, where other servers change it
	lookAnyway    = 4                      // rechecks, until that is done without a hint
)

func (l Limits) withDefaults() Limits {
	def(&l.Connections, 12_000)
	def(&l.PerAddress, 2_000)
	def(&l.PerToken, 64)
	def(&l.ConnectWithin, 5*time.Second)
	def(&l.WriteWithin, 10*time.Second)
	def(&l.AskWithin, askWithin)
	def(&l.CommitWithin, commitWithin)
	def(&l.StopWithin, 5*time.Second)
	def(&l.KeepAlive, 5*time.Minute)
	def(&l.Recheck, 15*time.Second)
	def(&l.Messages, 1_000)
	def(&l.Bytes, 4<<20)
	def(&l.Window, 32)
	def(&l.Pending, 64<<20)
	return l
}

func def[T comparable](v *T, to T) {
	var zero T
	if *v == zero {
		*v = to
	}
}

// bucket lets so much through in a second, and a second's worth at once.
type bucket struct {
	rate float64 // a second
	debt float64
	last time.Time
}

// take counts n and returns how long to wait before more may come.
func (b *bucket) take(n int, now time.Time) time.Duration {
	b.debt = max(0, b.debt-now.Sub(b.last).Seconds()*b.rate) + float64(n)
	b.last = now
	if b.debt <= b.rate {
		return 0
	}
	return time.Duration((b.debt - b.rate) / b.rate * float64(time.Second))
}
