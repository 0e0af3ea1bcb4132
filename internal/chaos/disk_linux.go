package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"
	"unsafe"
)

// diskSize is the size of a campaign's own disk.
const diskSize = 1 << 30

// disk is a file system of its own, which can be filled and made read-only without harm to the machine.
type disk struct{ dir string }

// mountDisk mounts one at a folder. It returns nil where that needs rights that are not there.
func mountDisk(dir string) (*disk, error) {
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,mode=0700", diskSize))
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("mount a disk: %w", err)
	}
	return &disk{dir}, nil
}

func (d *disk) unmount() error { return syscall.Unmount(d.dir, syscall.MNT_DETACH) }

// fill leaves no room but a little, for a while.
func (d *disk) fill(c *campaign, rnd *rand.Rand) error {
	little, hold := rnd.Int64N(600<<10), time.Duration(30+rnd.IntN(300))*time.Millisecond
	c.dying(true)
	defer c.dying(false)
	var full syscall.Statfs_t
	if err := syscall.Statfs(d.dir, &full); err != nil {
		return err
	}
	used := int64(full.Blocks-full.Bfree) * full.Bsize
	if err := d.resize(used+little, 0); err != nil && !errors.Is(err, syscall.EINVAL) { // the server has taken more meanwhile
		return err
	}
	c.sleep(hold)
	return d.resize(diskSize, 0)
}

// resize mounts the disk again, with another size.
func (d *disk) resize(size int64, flags uintptr) error {
	if err := syscall.Mount("", d.dir, "", syscall.MS_REMOUNT|flags, fmt.Sprintf("size=%d,mode=0700", size)); err != nil {
		return fmt.Errorf("mount the disk again: %w", err)
	}
	return nil
}

// readOnly kills the server and lets another try to start on a disk that cannot be written.
func (d *disk) readOnly(c *campaign, rnd *rand.Rand) error {
	hold := time.Duration(rnd.IntN(150)) * time.Millisecond
	c.killNow("before the disk is read-only")
	if err := d.resize(diskSize, syscall.MS_RDONLY); err != nil {
		return err
	}
	c.dying(true)
	defer c.dying(false)
	err := c.startNow()
	if err == nil {
		c.sleep(hold)
		c.killNow("on the read-only disk")
	}
	return errors.Join(err, d.resize(diskSize, 0))
}

// noWrites lets every write of the running server to a file fail for a while.
func noWrites(c *campaign, rnd *rand.Rand) error {
	limit, hold := uint64(rnd.Int64N(1<<22)), time.Duration(20+rnd.IntN(300))*time.Millisecond
	if rnd.IntN(2) == 0 {
		limit = 0
	}
	p := c.running()
	if p == nil {
		return nil
	}
	c.dying(true)
	defer c.dying(false)
	if err := fileLimit(p.cmd.Process.Pid, limit); err != nil {
		return err
	}
	c.sleep(hold)
	if p.over() {
		return nil
	}
	return fileLimit(p.cmd.Process.Pid, unlimited)
}

// unlimited is as much as a process may write at all.
const unlimited = ^uint64(0)

// fileLimit bounds the size of the files that another process writes.
func fileLimit(pid int, most uint64) error {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
		return err
	}
	l.Cur = min(most, l.Max)
	_, _, no := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_FSIZE, uintptr(unsafe.Pointer(&l)), 0, 0, 0)
	if no != 0 && no != syscall.ESRCH {
		return fmt.Errorf("limit the server's files: %w", no)
	}
	return nil
}
