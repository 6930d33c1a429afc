# shellcheck shell=bash
# nxdm/nginx:1.22 for both platforms: Debian's nginx, laid out as the image nginx-unprivileged is.

nginx_config() {
  printf '"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],'
  printf '"Cmd":["nginx","-g","daemon off;"],"User":"101",'
  labels nginx "A stand-in for nginx-unprivileged made of Debian's nginx over its libc and busybox-static, for tests"
}

fill_nginx() {
  local package
  for package in libc6 libcrypt1 libpcre2-8-0 libssl3 zlib1g nginx; do
    unpack_package "$package:$2" "$1"
  done
  unpack_package nginx-common "$1"
  rm -rf "$1"/etc/{nginx/{sites-*,modules-*,snippets,conf.d},init.d,logrotate.d,ufw,default} "$1"/{lib/systemd,var}
  mkdir -p "$1"/{etc/nginx/conf.d,usr/share/nginx/html}
  cat >"$1/etc/nginx/nginx.conf" <<'END'
pid /tmp/nginx.pid;
error_log /dev/stderr notice;
events { worker_connections 64; }
http {
  client_body_temp_path /tmp/client_temp;
  proxy_temp_path /tmp/proxy_temp;
  fastcgi_temp_path /tmp/fastcgi_temp;
  uwsgi_temp_path /tmp/uwsgi_temp;
  scgi_temp_path /tmp/scgi_temp;
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  include /etc/nginx/conf.d/*.conf;
}
END
}

make_nginx() { push_for_both "$1" "$2" "$(nginx_config)" fill_nginx; }
