all:
	@tar xf autograde.tar
	@sh autograde/autolab.sh
