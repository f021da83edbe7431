#!/usr/bin/env bash
# Installs the .deb into a bare Debian without Python and uses it there as a person would: starts it by its desktop file
# with a folder of photos, waits until they are sorted, takes a picture of the window.
#
#   sudo packaging/linux/try_without_python.sh DEB PHOTOS PICTURE.png
#
# Needs root, debootstrap, xvfb, xdotool and imagemagick on this machine. The bare system is kept in ROOT (default: a
# temporary folder, removed in the end).
set -euo pipefail
deb=$(realpath "$1") photos=$(realpath "$2") picture=$(realpath -m "$3")
root=${ROOT:-$(mktemp -d)}
display=:${DISPLAY_NUMBER:-87}

finish() {
    for each in ${program:-} ${screen:-}; do
        kill "$each" 2>/dev/null || true
        wait "$each" 2>/dev/null || true
    done
    for each in proc sys dev/shm dev tmp/.X11-unix photos; do
        mountpoint -q "$root/$each" && umount --lazy "$root/$each"
    done
    # What is still mounted would be lost with it.
    [ -n "${ROOT:-}" ] || rm -rf --one-file-system "$root"
}
trap finish EXIT

[ -d "$root/usr" ] || debootstrap --variant=minbase bookworm "$root"
cp /etc/resolv.conf "$root/etc/"
mkdir -p "$root/photos" "$root/tmp/.X11-unix"
for each in proc sys dev dev/shm; do mount --bind "/$each" "$root/$each"; done
mount --bind -o ro "$photos" "$root/photos"

cp "$deb" "$root/tmp/photo-sorter.deb"
chroot "$root" apt-get -qq update
chroot "$root" apt-get -qq install -y --no-install-recommends /tmp/photo-sorter.deb fonts-dejavu-core
rm "$root/tmp/photo-sorter.deb"
if chroot "$root" sh -c 'command -v python3 || ls /usr/lib | grep python3'; then
    echo "There is a Python in $root, so that this would prove nothing." >&2
    exit 1
fi
# Libraries that a file of the bundle wants and the system does not have. GTK is the desktop's: without it there is no GTK.
missing=$(chroot "$root" sh -c 'find /opt/photo-sorter -name "*.so*" ! -name libqgtk3.so -exec \
    env LD_LIBRARY_PATH=/opt/photo-sorter/_internal ldd {} + 2>/dev/null' | grep "not found" | sort -u || true)
echo "missing libraries: ${missing:-none}"

Xvfb "$display" -screen 0 1280x800x24 >/dev/null 2>&1 &
screen=$!
until DISPLAY=$display xdotool getdisplaygeometry >/dev/null 2>&1; do sleep 0.1; done
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"

# What a double-click does: the entry's Exec line, its %F the files.
entry=$(sed -n 's/^Exec=//p' "$root/usr/share/applications/photo-sorter.desktop")
echo "starting: ${entry/\%F//photos}"
chroot "$root" env -i DISPLAY="$display" HOME=/root PATH=/usr/bin:/bin LANG=C.UTF-8 sh -c "exec ${entry/\%F//photos}" &
program=$!
DISPLAY=$display timeout 60 xdotool search --sync --onlyvisible --name '^Photo Sorter$' >/dev/null
echo "the window is open"

# What is asked on the command line, the window does: this ends when every photo has been looked at.
ask() { chroot "$root" env -i HOME=/root PATH=/usr/bin:/bin LANG=C.UTF-8 photo-sorter "$@"; }
ask index /photos
ask search "a dog" -n 3
sleep 2  # the grid draws what has just arrived
DISPLAY=$display import -window root "$picture"
ask check
echo "picture: $picture"
