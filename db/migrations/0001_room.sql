CREATE TABLE `checklist_line` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`item_id` text,
	`title` text,
	`due_on` text,
	`done_at` integer,
	`done_by` text,
	`removed_at` integer,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`done_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`created_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `checklist_line_once` ON `checklist_line` (`cohort_id`,`item_id`);--> statement-breakpoint
CREATE INDEX `checklist_line_cohort` ON `checklist_line` (`cohort_id`);--> statement-breakpoint
CREATE TABLE `registration` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`discipline` text NOT NULL,
	`agency` text,
	`accommodations` text,
	`language` text,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`waiting_since` integer,
	`approved_at` integer,
	`approved_by` text,
	`declined_at` integer,
	`declined_by` text,
	`declined_reason` text,
	`withdrawn_at` integer,
	`seated_at` integer,
	`person_id` text,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`approved_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`declined_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `registration_token_hash_unique` ON `registration` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `registration_open_once` ON `registration` (`cohort_id`,`email`) WHERE declined_at is null and withdrawn_at is null;--> statement-breakpoint
CREATE INDEX `registration_person` ON `registration` (`person_id`);--> statement-breakpoint
CREATE TABLE `seat` (
	`id` text PRIMARY KEY NOT NULL,
	`session_day_id` text NOT NULL,
	`person_id` text NOT NULL,
	`table_number` integer NOT NULL,
	FOREIGN KEY (`session_day_id`) REFERENCES `session_day`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `seat_once` ON `seat` (`session_day_id`,`person_id`);--> statement-breakpoint
CREATE INDEX `seat_person` ON `seat` (`person_id`);--> statement-breakpoint
CREATE TABLE `supervision` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`supervisor_id` text NOT NULL,
	`person_id` text NOT NULL,
	`added_by` text NOT NULL,
	`added_at` integer NOT NULL,
	`removed_by` text,
	`removed_at` integer,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`supervisor_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`added_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`removed_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `supervision_once` ON `supervision` (`site_id`,`supervisor_id`,`person_id`) WHERE removed_at is null;--> statement-breakpoint
CREATE INDEX `supervision_person` ON `supervision` (`person_id`);--> statement-breakpoint
CREATE INDEX `supervision_supervisor` ON `supervision` (`supervisor_id`);--> statement-breakpoint
CREATE TABLE `certificate` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`cohort_id` text NOT NULL,
	`kind` text NOT NULL,
	`claims` text NOT NULL,
	`issued_by` text NOT NULL,
	`issued_at` integer NOT NULL,
	`revoked_by` text,
	`revoked_at` integer,
	`revoked_reason` text,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`issued_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`revoked_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `certificate_once` ON `certificate` (`person_id`,`cohort_id`,`kind`) WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX `certificate_cohort` ON `certificate` (`cohort_id`);--> statement-breakpoint
CREATE TABLE `evaluation_return` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`person_id` text NOT NULL,
	`noted_by` text NOT NULL,
	`noted_at` integer NOT NULL,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`noted_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `evaluation_return_once` ON `evaluation_return` (`cohort_id`,`person_id`);--> statement-breakpoint
CREATE INDEX `evaluation_return_person` ON `evaluation_return` (`person_id`);--> statement-breakpoint
CREATE TABLE `presence` (
	`id` text PRIMARY KEY NOT NULL,
	`session_day_id` text NOT NULL,
	`person_id` text NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`way` text NOT NULL,
	`reason` text,
	`recorded_by` text NOT NULL,
	`recorded_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	FOREIGN KEY (`session_day_id`) REFERENCES `session_day`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`recorded_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `presence_day` ON `presence` (`session_day_id`,`person_id`);--> statement-breakpoint
CREATE INDEX `presence_person` ON `presence` (`person_id`);--> statement-breakpoint
CREATE TABLE `presence_void` (
	`id` text PRIMARY KEY NOT NULL,
	`presence_id` text NOT NULL,
	`session_day_id` text NOT NULL,
	`reason` text NOT NULL,
	`voided_by` text NOT NULL,
	`recorded_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	FOREIGN KEY (`session_day_id`) REFERENCES `session_day`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`voided_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `presence_void_presence_id_unique` ON `presence_void` (`presence_id`);--> statement-breakpoint
CREATE INDEX `presence_void_day` ON `presence_void` (`session_day_id`);--> statement-breakpoint
CREATE TABLE `session_day` (
	`id` text PRIMARY KEY NOT NULL,
	`cohort_id` text NOT NULL,
	`position` integer NOT NULL,
	`on` text NOT NULL,
	`starts_at` text NOT NULL,
	`time_zone` text NOT NULL,
	`venue` text,
	`secret` text NOT NULL,
	`sequence` integer DEFAULT 0 NOT NULL,
	`changed_at` integer NOT NULL,
	`canceled_at` integer,
	`canceled_by` text,
	`closed_at` integer,
	`closed_by` text,
	FOREIGN KEY (`cohort_id`) REFERENCES `cohort`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`canceled_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`closed_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `session_day_once` ON `session_day` (`cohort_id`,`position`);--> statement-breakpoint
CREATE TABLE `room` (
	`id` text PRIMARY KEY NOT NULL,
	`session_day_id` text NOT NULL,
	`code` text NOT NULL,
	`opened_by` text NOT NULL,
	`opened_at` integer NOT NULL,
	`closed_at` integer,
	FOREIGN KEY (`session_day_id`) REFERENCES `session_day`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`opened_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `room_code_once` ON `room` (`code`) WHERE closed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX `room_day_once` ON `room` (`session_day_id`) WHERE closed_at is null;--> statement-breakpoint
CREATE TABLE `room_answer` (
	`id` text PRIMARY KEY NOT NULL,
	`prompt_id` text NOT NULL,
	`phone` text NOT NULL,
	`option` integer,
	`body` text,
	`at` integer NOT NULL,
	`hidden_at` integer,
	`hidden_by` text,
	`answered_at` integer,
	FOREIGN KEY (`prompt_id`) REFERENCES `room_prompt`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`hidden_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `room_answer_choice_once` ON `room_answer` (`prompt_id`,`phone`) WHERE option is not null;--> statement-breakpoint
CREATE INDEX `room_answer_prompt` ON `room_answer` (`prompt_id`);--> statement-breakpoint
CREATE TABLE `room_prompt` (
	`id` text PRIMARY KEY NOT NULL,
	`room_id` text NOT NULL,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`options` text NOT NULL,
	`item_id` text,
	`opened_by` text NOT NULL,
	`opened_at` integer NOT NULL,
	`shown_at` integer,
	`closed_at` integer,
	FOREIGN KEY (`room_id`) REFERENCES `room`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`opened_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `room_prompt_open_once` ON `room_prompt` (`room_id`) WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX `room_prompt_room` ON `room_prompt` (`room_id`);--> statement-breakpoint
CREATE TABLE `run_event` (
	`id` text PRIMARY KEY NOT NULL,
	`session_day_id` text NOT NULL,
	`kind` text NOT NULL,
	`target` text,
	`minutes` integer,
	`at` integer NOT NULL,
	`recorded_by` text NOT NULL,
	FOREIGN KEY (`session_day_id`) REFERENCES `session_day`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`recorded_by`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `run_event_day` ON `run_event` (`session_day_id`,`at`);--> statement-breakpoint
ALTER TABLE `cohort` ADD `variant` text DEFAULT 'four-day' NOT NULL;--> statement-breakpoint
ALTER TABLE `cohort` ADD `seats` integer;--> statement-breakpoint
ALTER TABLE `cohort` ADD `seats_human_services` integer;--> statement-breakpoint
ALTER TABLE `cohort` ADD `seats_law_enforcement` integer;--> statement-breakpoint
ALTER TABLE `cohort` ADD `seats_child_advocacy` integer;--> statement-breakpoint
ALTER TABLE `cohort` ADD `join_token` text;--> statement-breakpoint
ALTER TABLE `cohort` ADD `calendar_token` text;--> statement-breakpoint
ALTER TABLE `cohort` ADD `canceled_at` integer;--> statement-breakpoint
ALTER TABLE `cohort` ADD `canceled_by` text REFERENCES person(id);--> statement-breakpoint
CREATE UNIQUE INDEX `cohort_join_token_unique` ON `cohort` (`join_token`);--> statement-breakpoint
CREATE UNIQUE INDEX `cohort_calendar_token_unique` ON `cohort` (`calendar_token`);