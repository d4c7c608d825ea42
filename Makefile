# The two commands are `make lab` and `make test`; everything they do is in sinosoviet/bootstrap.py.
#
## make lab      set everything up and open the course in JupyterLab (PORT=8890, NO_BROWSER=1)
## make test     set up what the tests need and run every test (ARGS="-k words", NEWEST=1)
## make setup    set everything up and stop there
## make pages    write the generated parts of the notebooks
## make check    say which pages are not as they should be
## make figures  draw every chart into figures/
## make sheets   write the sheets to print into build/sheets/
## make slides   write every lesson as slides into build/site/slides/
## make present  open a page in JupyterLab to show it to a class, with live tools (PAGE=04)
## make lessons  write every page as one file into build/site/lessons/
## make print    write every page and the course as PDF into build/site/print/
## make site     build the web site, slides, lessons and PDF into build/site/
## make serve    show the site at localhost:8000 (PORT=8001)
## make links    ask for every address outside the site that it links to
## make guide    write the teacher's guide, and with the answer keys into build/teacher/
## make data     write the data dictionary
## make lite     build the lab in the browser into build/site/lab/ (OFFLINE=1 to carry everything)
## make bench    measure how fast the course is
## make lint     check the style of the code
## make pins     write the pinned versions anew (needs uv)
## make assignments  make the copies of the assignments that students get (ASSIGNMENT=name, VARIANT=7)
## make mark     mark what was handed in (ZIP=file, ROSTER=class.csv, OLDER=1), take over marks given by hand
## make hub      a hub for one class, on Linux (ROSTER=class.csv; DO=stop, restart, servers, status, backup ...)
## make clean    remove .venv and everything else that these commands made

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help lab test setup pages check figures sheets site serve slides present lessons print links guide data lite bench lint pins assignments mark hub clean

help:
	@sed -n 's/^## //p' Makefile

# The first Python that starts and is new enough runs the command. Otherwise: one sentence.
lab test setup pages check figures sheets site serve slides present lessons print links guide data lite bench lint pins assignments mark hub clean:
	@found=; \
	for python in "$$PYTHON" python3.13 python3.12 python3.11 python3 python \
	    "$$(UV_PYTHON_DOWNLOADS=never uv python find '>=3.11,<3.14' 2>/dev/null)"; do \
	  [ -n "$$python" ] || continue; \
	  version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	  case $$version in \
	    3.11|3.12|3.13) exec "$$python" sinosoviet/bootstrap.py $@;; \
	    [0-9]*) found="$$found $$version";; \
	  esac; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "No Python was found on this computer; install Python 3.13 from python.org, then run \`make $@\` again." >&2; \
	else \
	  echo "This course needs Python 3.11, 3.12 or 3.13, and only Python$$(echo " $$found" | tr -s ' ' '\n' | sort -u -t. -k1,1n -k2,2n | tail -1 | sed 's/^/ /') was found; install Python 3.13 from python.org (it can stand beside the other), then run \`make $@\` again." >&2; \
	fi; \
	exit 1
